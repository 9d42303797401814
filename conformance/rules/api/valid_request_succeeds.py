"""A valid request for something known is answered with success.

What it checks: Refuse a documented 4xx to a valid request; an undocumented one is a deviation already.

Why it matters: A client error blames the client (RFC 9110 section 15.5), which here did as the contract asks.

Example: a known agent is answered by 400, which the contract documents.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent, Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_client_error, is_success, status
from conformance.rules.observation import Deviation, Doubt, Observation, Witness
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(level=Level.MUST, source="RFC 9110 section 15.5", since="0.1.0", clause="{operation}")
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Refuse a documented 4xx to a valid request; an undocumented one is a deviation already."""
    for exchange in evidence.of(Intent.KNOWN):
        if is_success(exchange):
            yield Witness(exchange)
        elif evidence.key_is_refused(exchange):
            yield Doubt(f"the credentials given are refused ({status(exchange)})")
        elif is_client_error(exchange) and evidence.documented(exchange) is not None:
            message = "a valid request for something known is answered by a client error"
            yield Deviation(exchange, f"{status(exchange)}", message, "2xx", str(status(exchange)))
