"""An operation documents its successful response.

What it checks: A status below 400, a range of them, or a default beside every operation.

Why it matters: A document of failures alone does not say what the operation is for, and no client can be generated from
it.

Example: An operation whose only response is `400`.

Fix: Document the success with its status and body.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="OpenAPI 3.1 section 4.8.16 (the response of a successful call)", since="0.2.0"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a status below 400, a range of them, or a default beside every operation."""
    for operation in evidence.contract.operations:
        if any(status[0] in "123d" for status in operation.responses):
            yield Conforming()
            continue
        yield quirk(
            f"{operation.pointer}/responses",
            "no success",
            f"{operation.id} documents no success",
            "a response 2XX, 3XX or default",
            f"only {', '.join(operation.responses)}" if operation.responses else "no response at all",
            snippet({"200": {"description": "What the response contains"}}),
        )
