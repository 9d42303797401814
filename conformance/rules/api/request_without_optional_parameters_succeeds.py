"""A valid request without optional parameters is not refused.

What it checks: Requests for something known with the required parameters alone, of operations that have optional ones.

Why it matters: Clients are generated from the document: they leave out what it calls optional, and are refused.

Example: `GET /search` has `name` and `email`, both optional, and answers 422 if neither is given.

Fix: Mark the parameter as required. That at least one of several is needed, OpenAPI cannot say: make one of them
required, or say it in the description and document the refusal.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent, Level, Subject
from conformance.rules.api._optional import may_need_optional
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_success, status
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.12.2 (required: whether the parameter is mandatory)",
    since="0.5.0",
    clause="{operation}",
    subject=Subject.DOCUMENT,
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for refusals that optional parameters may explain."""
    for exchange in evidence.of(Intent.KNOWN):
        if is_success(exchange):
            yield Conforming(exchange)
        elif may_need_optional(evidence, exchange):
            message = "a valid request is refused without any of the optional parameters"
            yield Deviation(exchange, f"{status(exchange)}", message, "2xx", str(status(exchange)))
