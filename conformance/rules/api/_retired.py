"""Deprecated properties, and their replacements by their descriptions."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.rules.evidence import ObjectKind
from conformance.rules.properties import Property
from conformance.rules.replacements import sent_to

NOTHING = "no property of an answer is deprecated"


def is_deprecated(one: Property) -> bool:
    """Return whether a property is declared deprecated."""
    return one.keyword("deprecated") is True


def retired(kinds: Iterable[ObjectKind]) -> dict[str, list[tuple[Property, Property | None]]]:
    """Return the deprecated properties of each kind by its schema, each with the only one named as its replacement."""
    return {
        kind.schema: [(one, _replacement(kind, one)) for one in kind.properties.values() if is_deprecated(one)]
        for kind in kinds
    }


def _replacement(kind: ObjectKind, one: Property) -> Property | None:
    text = " ".join(one.said.split())
    named = [name for name in sent_to(text, one.name) if name in kind.properties]
    return kind.properties[named[0]] if len(named) == 1 else None
