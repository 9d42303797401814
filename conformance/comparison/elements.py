"""Changes of operations, parameters, bodies, responses and headers, shared by their rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.comparison.evidence import ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact
from conformance.comparison.proving import shown
from conformance.contract.document import Document
from conformance.contract.effective_schema import canonical_text
from conformance.exchange.redaction import safe_text
from conformance.model import JsonValue


def change(
    kind: str, impact: Impact, message: str, old: str | None, new: str | None, use: Usage, *values: JsonValue
) -> Change:
    """Return a change outside of schemas; `values` are the older and the newer value, if worth showing."""
    before, after = (*(safe_text(each if isinstance(each, str) else shown(each)) for each in values), "", "")[:2]
    return Change(kind, impact, safe_text(message), old, new, frozenset({use}), before, after)


def node_at(document: Document, pointer: str | None) -> Mapping[str, JsonValue]:
    """Return the object at a pointer; an empty one if there is none."""
    node = document.get(pointer) if pointer is not None else None
    return node if isinstance(node, Mapping) else {}


def texts(evidence: ChangeEvidence, keywords: Mapping[str, tuple[str, ...]], impact: Impact) -> Iterator[Change]:
    """Yield a change for every keyword that differs in an element of both documents.

    Args:
        evidence: The documents.
        keywords: The keywords to compare, by the kind of element.
        impact: The impact of each change.
    """
    for each in evidence.elements:
        if each.kind in keywords:
            old, new = node_at(evidence.old.document, each.old), node_at(evidence.new.document, each.new)
            for keyword in keywords[each.kind]:
                if old.get(keyword) != new.get(keyword):
                    yield from text(evidence, (keyword, impact), each.old, each.new, each.use)


def text(evidence: ChangeEvidence, compared: tuple[str, Impact], old: str, new: str, use: Usage) -> Iterator[Change]:
    """Yield a change where one keyword of two corresponding objects differs; lists have no order."""
    keyword, impact = compared
    before, after = (node_at(side.document, at).get(keyword) for side, at in ((evidence.old, old), (evidence.new, new)))
    if keyword == "deprecated":
        before, after = before or None, after or None  # False may be left out
    if _in_any_order(before) != _in_any_order(after):
        at_old = f"{old}/{keyword}" if before is not None else old
        at_new = f"{new}/{keyword}" if after is not None else new
        yield change(f"{keyword} changed", impact, f"{keyword} changed", at_old, at_new, use, before or "", after or "")


def _in_any_order(value: JsonValue) -> str:
    return canonical_text(sorted(map(canonical_text, value)) if isinstance(value, list) else value)
