"""The contract documents every status that the API rightly answers with.

A document that asks for a key and does not say what happens without one leaves every client to guess. The blame is
the document's: the API answers as HTTP wants it to.

Fails: a wrong key is answered by 401, and the contract documents 200 and 400.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.evidence import Evidence, status
from conformance.rules.expectations import DESCRIPTION, is_called_for
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

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
            message = f"the contract does not document {code}, by which the API rightly answers {DESCRIPTION[intent]}"
            yield Deviation(exchange, f"{code}", message, f"{code} under responses", documented)
