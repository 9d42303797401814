"""A 401 names the scheme to use in `WWW-Authenticate`.

RFC 9110 section 15.5.2 and RFC 6750 section 3: without it a client cannot tell what is asked for.

Fails: a 401 without `WWW-Authenticate`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect
from conformance.rules.evidence import Evidence, status
from conformance.rules.observation import Deviation, Observation, Witness

NEEDS = (Aspect.HEADERS,)


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for the challenge in every 401."""
    for exchange in evidence.answers:
        if status(exchange) != 401 or exchange.response is None:
            continue
        if exchange.response.header("www-authenticate"):
            yield Witness(exchange)
        else:
            message = "a 401 does not say which authentication it asks for"
            location = "header WWW-Authenticate"
            yield Deviation(exchange, "missing", message, "a challenge such as Bearer", "none", location)
