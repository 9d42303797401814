"""Assembles an example of the whole from those of its parts."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import JsonValue
from conformance.rules.document._absurd import accepts
from conformance.rules.document._branches import branches
from conformance.rules.document_evidence import DocumentEvidence

_DEPTH = 6


def assembled(evidence: DocumentEvidence, schema: Element, depth: int = 0) -> JsonValue:
    """Return the value assembled from the valid examples in a schema; None where there is none."""
    target = evidence.resolved(schema)
    for given in _given(schema, target):
        if accepts(evidence, schema.pointer, given):
            return given
    if depth == _DEPTH:
        return None
    for items in branches(evidence, target, "items"):
        item = assembled(evidence, items, depth + 1)
        return None if item is None else [item]
    built: dict[str, JsonValue] = {}
    for branch in branches(evidence, target, "allOf"):
        part = assembled(evidence, branch, depth + 1)
        built |= part if isinstance(part, dict) else {}
    for each in evidence.objects.get(target.pointer, ()):
        value = assembled(evidence, each, depth + 1)
        if value is not None and each.node.get("deprecated") is not True and each.node.get("writeOnly") is not True:
            built[each.name] = value
    return built or None


def _given(*schemas: Element) -> Iterator[JsonValue]:
    for node in (schema.node for schema in schemas):
        yield from (node[keyword] for keyword in ("example", "const", "default") if keyword in node)
        for listed in (node.get("examples"), node.get("enum")):
            yield from listed[:1] if isinstance(listed, list) else ()
