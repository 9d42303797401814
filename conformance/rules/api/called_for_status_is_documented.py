"""The contract documents every status that the API rightly answers with.

What it checks: Look for the statuses that HTTP calls for among the documented ones.

Why it matters: A document that asks for a key and does not say what happens without one leaves every client to guess.
The blame is the document's: the API answers as HTTP wants it to.

Example: a wrong key is answered by 401, and the contract documents 200 and 400.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level, Subject
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, status
from conformance.rules.expectations import DESCRIPTION, is_called_for
from conformance.rules.observation import Deviation, Observation, Witness
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
            yield Witness(exchange)
        else:
            message = f"the contract does not document {code}, by which the API rightly answers {DESCRIPTION[intent]}"
            yield Deviation(exchange, f"{code}", message, f"{code} under responses", documented)
