"""In a document with security schemes, every operation says which it requires, or that it requires none.

What it checks: `security` in every operation or in the document; an empty list says that none is required.

Why it matters: Where nothing is said, nobody knows whether the operation is public or was forgotten.

Example: `components: {securitySchemes: {key: …}}`, and `security` neither in the operation nor in the document.

Fix: Add `security` to the document, and `security: []` to each public operation.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(level=Level.MAY, source="OWASP API2:2023; OpenAPI 3.1 section 4.8.30", since="0.2.0")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for `security` in every operation or in the document; an empty list says that none is required."""
    document = evidence.contract.document
    schemes = [element.name for element in evidence.elements if element.kind == "security scheme"]
    for operation in evidence.contract.operations if schemes else ():
        if document.has("#/security") or document.has(f"{operation.pointer}/security"):
            yield Conforming()
            continue
        yield quirk(
            operation.pointer,
            "no security",
            f"{operation.id} does not say who may call it",
            "security in the operation or in the document",
            "neither",
            snippet({"security": [{schemes[0]: []}]}) + "   # or, if anybody may call it: security: []",
        )
