"""Absurd instances, and which of them the contract accepts, to demonstrate that a schema is weak."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from conformance.model import JsonValue
from conformance.rules.document_evidence import DocumentEvidence

_LONGEST_SHOWN = 60
_OF_TYPE: Mapping[str, tuple[JsonValue, ...]] = {
    "integer": (1, -1),
    "number": (1, -1),
    "string": ("no such text", ""),
    "boolean": (True,),
    "object": ({},),
    "array": ([], [{}]),
    "null": (None,),
}


def absurd(evidence: DocumentEvidence, pointer: str, instances: Iterable[JsonValue]) -> str:
    """Return the first of some absurd instances that the schema at a pointer accepts, as `accepts -1`.

    Returns:
        A description; empty where the schema rejects them all, or is malformed.
    """
    for instance in instances:
        if accepts(evidence, pointer, instance):
            return f"accepts {shown(instance)}"
    return ""


def accepts(evidence: DocumentEvidence, pointer: str, instance: JsonValue) -> bool:
    """Return whether the schema at a pointer accepts an instance; another rule reports malformed schemas."""
    return evidence.schemas.reads_all(pointer) and evidence.schemas.accepts(pointer, instance)


def values(types: Iterable[str]) -> tuple[JsonValue, ...]:
    """Return sample values of the allowed types; of any type where none is named."""
    return tuple(value for name in sorted(types) or _OF_TYPE for value in _OF_TYPE.get(name, ()))


def shown(instance: JsonValue) -> str:
    """Return an instance as JSON, or its length where it is a long text.

    >>> shown([{}]), shown("x" * 10_000)
    ('[{}]', 'a text of 10,000 characters')
    """
    if isinstance(instance, str) and len(instance) > _LONGEST_SHOWN:
        return f"a text of {len(instance):,} characters"
    return json.dumps(instance, ensure_ascii=False)
