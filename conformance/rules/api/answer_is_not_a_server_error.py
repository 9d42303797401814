"""No request makes the server fail.

A 5xx says that the server, not the client, is at fault (RFC 9110 section 15.6); no input may cause one.

Fails: a malformed id is answered by 500.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.evidence import Evidence, status
from conformance.rules.expectations import DESCRIPTION, situation
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation
from conformance.rules.screening import Reads

READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Refuse every 5xx; a 503 that says when to come back is a pause, not a fault (RFC 9110 section 15.6.4)."""
    for exchange in evidence.answers:
        code = status(exchange)
        if code == 503 and exchange.response is not None and exchange.response.header("retry-after"):
            yield Inconclusive("the target is temporarily unavailable (503 with Retry-After)")
        elif code >= 500:
            message = f"{DESCRIPTION[exchange.case.intent]} is answered by a server error"
            yield Deviation(exchange, f"{code} on {situation(exchange.case.intent)}", message, "no 5xx", str(code))
        else:
            yield Conforming(exchange)
