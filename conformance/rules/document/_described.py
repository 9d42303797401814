"""What the rules on missing descriptions share: whether anything says what a schema is for."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.rules.document._branches import branches
from conformance.rules.document_evidence import DocumentEvidence


def is_described(evidence: DocumentEvidence, schema: Element) -> bool:
    """Return whether a schema, what it refers to, or a branch that always holds has a description."""
    return any(each.text("description").strip() for each in _always(evidence, schema))


def _always(evidence: DocumentEvidence, schema: Element) -> Iterator[Element]:
    target = evidence.resolved(schema)
    yield from (schema, target)
    for branch in branches(evidence, target, "allOf"):
        yield from (branch, evidence.resolved(branch))
