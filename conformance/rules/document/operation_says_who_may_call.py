"""In a document with security schemes, every operation says which of them it asks for, or that it asks for none.

Where nothing is said, nobody knows whether the operation is public or was forgotten.

Fails: `components: {securitySchemes: {key: …}}`, and `security` neither in the operation nor in the document.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for `security` in every operation or in the document; an empty list says that none is asked for."""
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
            snippet({"security": [{schemes[0]: []}]}) + "   # or, where anyone may call it: security: []",
        )
