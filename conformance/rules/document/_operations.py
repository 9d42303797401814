"""The operations under `paths`, each with its element."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.contract.openapi import Operation
from conformance.rules.document_evidence import DocumentEvidence


def operations(evidence: DocumentEvidence) -> Iterator[tuple[Operation, Element]]:
    """Yield every operation and its element, also where its path item is not at an element's usual place."""
    for operation in evidence.contract.operations:
        element = evidence.by_pointer.get(operation.pointer)
        if element is None:
            node = evidence.contract.document.at(operation.pointer)
            element = Element("operation", operation.pointer, node if isinstance(node, dict) else {})
        yield operation, element
