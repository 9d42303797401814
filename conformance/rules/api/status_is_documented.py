"""Every status is one that the contract documents.

Clients are generated from the contract: a status that it does not name ends in an "unexpected response" error, and
nobody has decided what to do about it. Where HTTP itself calls for the status (a 401 for a wrong key, a 404 for what
does not exist) the API is right and the document has a gap: see `called-for-status-is-documented`.

Fails: a known agent is answered by 404, and the contract documents 200 and 400.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.evidence import Evidence, status
from conformance.rules.expectations import DESCRIPTION, is_called_for, situation
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Note, Observation
from conformance.rules.screening import Reads

READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare every status with the contract's; redirects and server errors have rules of their own."""
    documented = ", ".join(evidence.operation.responses) or "no response at all"
    for exchange in evidence.answers:
        code, asked = status(exchange), DESCRIPTION[exchange.case.intent]
        if evidence.documented(exchange) is not None:
            yield Conforming(exchange)
        elif evidence.key_is_refused(exchange):
            yield Inconclusive(f"the credentials given are refused ({code}), so nothing can be said of the answers")
        elif is_called_for(code, exchange.case.intent):
            yield Note(f"{asked} is answered by {code}, which HTTP calls for: a gap of the document")
        elif not 300 <= code < 400 and code < 500:
            message = f"{asked} is answered by a status that the contract does not document"
            yield Deviation(exchange, f"{code} on {situation(exchange.case.intent)}", message, documented, str(code))
