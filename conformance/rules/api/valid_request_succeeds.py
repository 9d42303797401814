"""A valid request for a known resource succeeds.

What it checks: The responses to valid requests: a documented 4xx fails here, an undocumented one by
`status-is-documented`. A 404 or 410 fails only where the same request succeeds at another time: an id may be another
resource's, or a thing without the part that is asked for. A refusal of a request that leaves out optional parameters is
left to `request-without-optional-parameters-succeeds`.

Why it matters: A client error blames the client (RFC 9110 section 15.5), which did what the contract asks.

Example: A known agent is answered with 400, which the contract documents.

Fix: Accept what the contract allows, or restrict the contract to what is accepted.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent, Level
from conformance.rules.api._optional import REFUSES_WITHOUT, may_need_optional
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_client_error, is_success, status
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(level=Level.MUST, source="RFC 9110 section 15.5", since="0.1.0", clause="{operation}")
READS = Reads()
_UNAUTHORIZED = 401


def check(evidence: Evidence) -> Iterator[Observation]:
    """Refuse a documented 4xx to a valid request; an undocumented one is a deviation already."""
    for exchange in evidence.of(Intent.KNOWN):
        if is_success(exchange):
            yield Conforming(exchange)
        elif evidence.key_is_refused(exchange):
            yield Inconclusive(f"the credentials given are refused ({status(exchange)})")
        elif not is_client_error(exchange) or evidence.documented(exchange) is None:
            continue
        elif evidence.is_of_nothing(exchange):
            yield Inconclusive(f"a value given as known is not there ({status(exchange)})")
        elif may_need_optional(evidence, exchange):
            yield Inconclusive(REFUSES_WITHOUT)
        else:
            message = "a valid request for something known is answered with a client error"
            yield Deviation(exchange, f"{status(exchange)}", message, "2xx", str(status(exchange)))
    yield from _without_key(evidence)


def _without_key(evidence: Evidence) -> Iterator[Observation]:
    """Judge requests without the credentials that are optional; one thing of many may still need them."""
    for exchange in evidence.of(Intent.ANONYMOUS):
        if is_success(exchange):
            yield Conforming(exchange)
        elif status(exchange) == _UNAUTHORIZED and evidence.key_opens and exchange.case.known is None:
            message = "the contract makes credentials optional, and a valid request without them is refused"
            yield Deviation(exchange, "anonymous", message, "2xx", str(status(exchange)))
        else:
            yield Inconclusive(f"a request without the optional credentials is answered with {status(exchange)}")
