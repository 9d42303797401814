"""Every status is one that the contract documents.

What it checks: Every status but redirects and server errors, which have their own rules. Where HTTP itself calls for it
the document has the gap: see `called-for-status-is-documented`. A 404 to a known id counts where the same request
succeeds at another time.

Why it matters: Clients are generated from the contract: another status is an "unexpected response" that nobody has
handled.

Example: A known agent is answered with 409, and the contract documents 200 and 400.

Fix: Answer with a documented status, or document this one.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._optional import REFUSES_WITHOUT, may_need_optional
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, status
from conformance.rules.expectations import DESCRIPTION, is_called_for, situation
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Note, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.16 (Responses Object)",
    since="0.1.0",
    clause="{operation}/responses",
)
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
        elif evidence.is_of_nothing(exchange):
            yield Note(f"{asked} is answered with {code}, which shows no more than that it is not there")
        elif may_need_optional(evidence, exchange):
            yield Note(f"{asked} is answered with {code}: {REFUSES_WITHOUT}")
        elif is_called_for(code, exchange.case.intent):
            yield Note(f"{asked} is answered with {code}, which HTTP calls for: a gap of the document")
        elif not 300 <= code < 400 and code < 500:
            message = f"{asked} is answered with a status that the contract does not document"
            yield Deviation(exchange, f"{code} on {situation(exchange.case.intent)}", message, documented, str(code))
