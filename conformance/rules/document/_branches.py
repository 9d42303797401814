"""The schemas that a schema is composed of."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.rules.document_evidence import DocumentEvidence


def branches(evidence: DocumentEvidence, schema: Element, *keywords: str) -> Iterator[Element]:
    """Yield the schemas directly under keywords such as `allOf` or `items`; references are not followed."""
    for keyword in keywords:
        held = schema.node.get(keyword)
        at = f"{schema.pointer}/{keyword}"
        pointers = [f"{at}/{index}" for index in range(len(held))] if isinstance(held, list) else [at]
        yield from (evidence.by_pointer[pointer] for pointer in pointers if pointer in evidence.by_pointer)
