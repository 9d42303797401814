"""A valid request for something known is answered with success.

A client error blames the client (RFC 9110 section 15.5), which here did as the contract asks.

Fails: a known agent is answered by 400, which the contract documents.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent
from conformance.rules.evidence import Evidence, is_client_error, is_success, status
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation
from conformance.rules.screening import Reads

READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Refuse a documented 4xx to a valid request; an undocumented one is a deviation already."""
    for exchange in evidence.of(Intent.KNOWN):
        if is_success(exchange):
            yield Conforming(exchange)
        elif evidence.key_is_refused(exchange):
            yield Inconclusive(f"the credentials given are refused ({status(exchange)})")
        elif is_client_error(exchange) and evidence.documented(exchange) is not None:
            message = "a valid request for something known is answered by a client error"
            yield Deviation(exchange, f"{status(exchange)}", message, "2xx", str(status(exchange)))
