"""No request makes the server fail.

What it checks: Every response. A 5xx fails, but a 503 with `Retry-After` is a planned pause and stays inconclusive. An
operation that ends the connection at every request, while others are answered, has failed as well.

Why it matters: A 5xx says that the server is at fault (RFC 9110 section 15.6): the client cannot fix it and can only
retry.

Example: A malformed id is answered with 500.

Fix: Validate the input and answer with a documented 4xx; find the exception behind each 5xx in the server's log.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, status
from conformance.rules.expectations import DESCRIPTION, situation
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST, source="RFC 9110 section 15.6", since="0.1.0", clause="RFC 9110 section 15.6"
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Refuse every 5xx; a 503 that says when to come back is a pause, not a fault (RFC 9110 section 15.6.4)."""
    for exchange in evidence.hung_up:
        message = f"{DESCRIPTION[exchange.case.intent]} is not answered: the connection ends, while others are answered"
        yield Deviation(exchange, f"none on {situation(exchange.case.intent)}", message, "an answer", "none", "message")
    for exchange in evidence.answers:
        code = status(exchange)
        if code == 503 and exchange.response is not None and exchange.response.header("retry-after"):
            yield Inconclusive("the target is temporarily unavailable (503 with Retry-After)")
        elif code >= 500:
            message = f"{DESCRIPTION[exchange.case.intent]} is answered with a server error"
            yield Deviation(exchange, f"{code} on {situation(exchange.case.intent)}", message, "no 5xx", str(code))
        else:
            yield Conforming(exchange)
