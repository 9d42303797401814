"""Shared by the rules on missing examples: whether a schema shows what its values look like."""

from __future__ import annotations

from conformance.contract.elements import Element
from conformance.rules.document._branches import branches
from conformance.rules.document_evidence import DocumentEvidence

_SHOWN = ("example", "examples", "default", "enum", "const")
_DEPTH = 8


def shows_values(evidence: DocumentEvidence, schema: Element, depth: int = 0) -> bool:
    """Return whether a schema, its reference's target, one of its branches or its items gives a sample value."""
    target = evidence.resolved(schema)
    if any(has_value(node.node, keyword) for node in (schema, target) for keyword in _SHOWN):
        return True
    if evidence.types(target) == {"boolean"}:
        return True
    if depth == _DEPTH:
        return False
    parts = branches(evidence, target, "items", "allOf", "anyOf", "oneOf")
    return any(shows_values(evidence, part, depth + 1) for part in parts)


def has_value(node: object, keyword: str) -> bool:
    """Return whether a keyword is present and not empty; a `default` or `example` may be any value."""
    if not isinstance(node, dict) or keyword not in node:
        return False
    return keyword in ("example", "default", "const") or bool(node[keyword])
