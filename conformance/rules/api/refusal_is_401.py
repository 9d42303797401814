"""Missing or wrong credentials are answered by 401.

RFC 9110 section 15.5.2 and RFC 6750 section 3.1: clients renew their key on a 401 and on nothing else. An empty key
is a malformed request too, for which RFC 6750 allows 400.

Fails: a wrong key is answered by 403, or by 400.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent
from conformance.rules.evidence import REFUSED_ANYWAY, Evidence, is_client_error, status
from conformance.rules.expectations import DESCRIPTION
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
from conformance.rules.screening import Reads

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
        elif is_client_error(exchange):
            message = f"{DESCRIPTION[intent]} is refused by another status than 401"
            yield Deviation(exchange, f"{code}", message, "401", str(code))
