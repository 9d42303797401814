"""How often each documented property is present, and how often null: facts, not verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from conformance.rules.evidence import Evidence


@dataclass(frozen=True)
class Presence:
    """In how many of the objects that may have a property it is present, and in how many of these null."""

    pointer: str
    name: str
    rows: int
    present: int
    null: int


def presences(evidences: Iterable[Evidence]) -> list[Presence]:
    """Return the presence of every documented property of every kind of object in the answers."""
    names: dict[str, str] = {}
    rows, present, null = Counter[str](), Counter[str](), Counter[str]()
    for each in (found for evidence in evidences for found in evidence.objects):
        for one in each.kind.properties.values():
            names[one.pointer] = one.name
            rows[one.pointer] += 1
            present[one.pointer] += one.name in each.value
            null[one.pointer] += one.name in each.value and each.value[one.name] is None
    return [Presence(at, name, rows[at], present[at], null[at]) for at, name in names.items()]
