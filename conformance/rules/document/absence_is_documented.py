"""An operation on a resource named in its path documents its response for one that does not exist.

What it checks: A 404, a 4XX or a default beside every operation with an identifier in its path.

Why it matters: Whether a wrong identifier gives 404, 400 or an empty list decides how a client tells a typing error
from an empty result.

Example: `GET /things/{thing_id}` with the responses `200` and `400` only.

Fix: Document 404 with the body of errors, or say in the description that such a request gets an empty list and document
that.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.openapi import Operation
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._responses import documents, undocumented
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="RFC 9110 section 15.5.5; OpenAPI 3.1 section 4.8.16 (known errors)", since="0.2.0"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a 404, a 4XX or a default beside every operation with an identifier in its path."""

    def applies(operation: Operation) -> bool:
        creates = operation.method == "PUT" and "201" in operation.responses
        is_about = operation.method in ("OPTIONS", "TRACE")
        is_gone = "410" in operation.responses and not documents(operation, "404")
        return _names_something(evidence, operation) and not (creates or is_about or is_gone)

    return undocumented(evidence, "404", "its path may name nothing", applies)


def _names_something(evidence: DocumentEvidence, operation: Operation) -> bool:
    """Return whether the path has a parameter that is not chosen from a closed list."""
    for parameter in operation.parameters:
        if parameter.location == "path":
            schema = evidence.by_pointer.get(parameter.schema or "")
            if schema is None or all(evidence.keyword(schema, name) is None for name in ("enum", "const")):
                return True
    return False
