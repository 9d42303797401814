"""Missing or wrong credentials are answered with 401.

What it checks: The status of every refusal. For an empty key 400 is accepted as well, which RFC 6750 allows for a
malformed request. A status that the right key gets too, such as 404, says nothing about keys.

Why it matters: Clients ask for a new key on a 401 and on nothing else (RFC 9110 section 15.5.2).

Example: A wrong key is answered with 403 or 400.

Fix: Answer 401 where the credentials are the problem, and 403 where valid credentials do not suffice.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent, Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import REFUSED_ANYWAY, Evidence, is_client_error, status
from conformance.rules.expectations import DESCRIPTION
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="RFC 9110 section 15.5.2; RFC 6750 section 3.1",
    since="0.1.0",
    clause="RFC 9110 section 15.5.2",
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at the status of every refusal."""
    if not evidence.operation.needs_credentials:
        yield Inapplicable("the contract asks for no credentials here")
        return
    for exchange in evidence.of(*REFUSED_ANYWAY):
        code, intent = status(exchange), exchange.case.intent
        if code == 401 or (code == 400 and intent is Intent.EMPTY_KEY):
            yield Conforming(exchange)
        elif code in map(status, evidence.with_key(exchange)) and not evidence.key_opens_there(exchange):
            yield Inconclusive(f"the right key is answered with {code} too, so it is no refusal of another one")
        elif is_client_error(exchange):
            message = f"{DESCRIPTION[intent]} is refused with another status than 401"
            yield Deviation(exchange, f"{code}", message, "401", str(code))
