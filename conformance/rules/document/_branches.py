"""The schemas that a schema is composed of."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.contract.schema_graph import subschemas
from conformance.rules.document_evidence import DocumentEvidence


def branches(evidence: DocumentEvidence, schema: Element, *keywords: str) -> Iterator[Element]:
    """Yield the schemas directly under keywords such as `allOf` or `items`; references are not followed."""
    for each in subschemas(schema.pointer, schema.node, keywords):
        if each.pointer in evidence.by_pointer:
            yield evidence.by_pointer[each.pointer]
