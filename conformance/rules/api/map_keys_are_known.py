"""The keys of a map are among its known keys.

What it checks: The keys of every map for which the vocabulary lists them.

Why it matters: The contract leaves the keys open, so no schema notices a new one, and a client that handles the known
ones drops what it counts.

Example: `"execution_status": {"voicemail": 2}`, a key that no page of the vendor mentions.

Fix: Document the new key, or send it under one that is documented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import nsmallest

from conformance.exchange.redaction import show
from conformance.model import Level
from conformance.rules.api._described import in_each
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import DescribedObject, Evidence, ObjectKind
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.properties import Property
from conformance.rules.screening import EachItem, Layout, Reads, Test

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="the vocabulary, which names the vendor's pages", since="0.3.0", clause="{operation}"
)
_NAMED = 10
"""So many unknown keys are named."""
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the keys in every row with those of the vocabulary."""
    known = {pointer: frozenset(fact.value) for pointer, fact in evidence.vocabulary.keys.items()}
    unknown: dict[str, set[str]] = {pointer: set() for pointer in known}
    for row in evidence.objects:
        for each, value in _maps(row, known):
            unknown[each.pointer] |= value.keys() - known[each.pointer]
    listed = {pointer: _list(keys) for pointer, keys in unknown.items()}

    def observe(row: DescribedObject) -> Iterator[Observation]:
        for each, value in _maps(row, known):
            if value.keys() <= known[each.pointer]:
                yield Conforming(row.exchange)
                continue
            message = f"{each.name} has unknown keys"
            at = (*row.path, each.name)
            yield Deviation(row.exchange, "unknown key", message, "known keys only", listed[each.pointer], at)

    def concerns(kind: ObjectKind) -> bool:
        return any(each.pointer in known for each in kind.properties.values())

    return in_each(evidence, concerns, "nothing is known of the keys of any map", observe)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that every key is known."""
    known = layout.evidence.vocabulary.keys
    for one in layout.of(dict):
        if one.pointer in known:
            yield EachItem(one.name, frozenset(known[one.pointer].value).__contains__)


def _maps(row: DescribedObject, known: Mapping[str, object]) -> Iterator[tuple[Property, Mapping[str, object]]]:
    """Yield the maps of a row that have keys, and of which these are known."""
    for name, each in row.kind.properties.items():
        value = row.value.get(name)
        if each.pointer in known and isinstance(value, Mapping) and value:
            yield each, value


def _list(keys: set[str]) -> str:
    names = [show(key, words=True) for key in nsmallest(_NAMED, keys)]
    rest = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
    return ", ".join(names) + rest
