"""Shared by the rules on missing descriptions: whether a schema is described anywhere."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.rules.document._branches import branches
from conformance.rules.document_evidence import DocumentEvidence


def is_described(evidence: DocumentEvidence, schema: Element) -> bool:
    """Return whether a schema, its reference's target, or a branch that always applies has a description."""
    return any(each.text("description").strip() for each in _always(evidence, schema))


def _always(evidence: DocumentEvidence, schema: Element) -> Iterator[Element]:
    target = evidence.resolved(schema)
    yield from (schema, target)
    for branch in branches(evidence, target, "allOf"):
        yield from (branch, evidence.resolved(branch))
