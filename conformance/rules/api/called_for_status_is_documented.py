"""The contract documents every status that the API rightly answers with.

What it checks: The statuses that HTTP itself calls for, such as 401 for a wrong key or 404 for an unknown id.

Why it matters: The API is right and the document has a gap: every client has to guess what happens in these cases.

Example: A wrong key is answered with 401, and the contract documents only 200 and 400.

Fix: Document the status under `responses`, with the body that it comes with.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level, Subject
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, status
from conformance.rules.expectations import DESCRIPTION, is_called_for
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.16 (documentation is expected to cover any known errors)",
    since="0.1.0",
    clause="{operation}/responses",
    subject=Subject.DOCUMENT,
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for the statuses that HTTP calls for among the documented ones."""
    documented = ", ".join(evidence.operation.responses) or "no response at all"
    for exchange in evidence.answers:
        code, intent = status(exchange), exchange.case.intent
        if evidence.key_is_refused(exchange) or not is_called_for(code, intent):
            continue
        if evidence.documented(exchange) is not None:
            yield Conforming(exchange)
        else:
            message = f"the contract does not document {code}, with which the API rightly answers {DESCRIPTION[intent]}"
            yield Deviation(exchange, f"{code}", message, f"{code} under responses", documented)
