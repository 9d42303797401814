"""A number that counts something is not negative.

What it checks: Every number that counts something by its name or description, including the values of maps. Where the
schema has a bound of its own, its assertion is judged instead.

Why it matters: A client that sums the counts or draws a bar from one gets it wrong without noticing.

Example: `"valid_contacts": -1`.

Fix: Find what subtracts too much, and document `minimum: 0`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TypeGuard

from conformance.exchange.redaction import show
from conformance.model import JsonValue, Level
from conformance.rules.api._counts import is_count, is_map_of_counts
from conformance.rules.api._described import in_each
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import DescribedObject, Evidence
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Layout, Reads, Test

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.3.0", clause="{operation}")
_NOTHING = "the contract has no count, or a bound for each"
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every number that counts something, the values of maps among them."""
    names = {
        kind.schema: [name for name, each in kind.properties.items() if is_count(each) or is_map_of_counts(each)]
        for kind in evidence.kinds
    }

    def observe(row: DescribedObject) -> Iterator[Observation]:
        for name in names[row.kind.schema]:
            for path, number in _numbers(row.value.get(name)):
                if number >= 0:
                    yield Conforming(row.exchange)
                    continue
                message, shown = "a count is negative", show(number, numbers=True)
                yield Deviation(row.exchange, "negative", message, "0 or more", shown, (*row.path, name, *path))

    return in_each(evidence, lambda kind: bool(names[kind.schema]), _NOTHING, observe)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that no count of a row is below 0."""
    for one in layout.of(int, float):
        if is_count(one):
            yield _is_natural(one.name)
    for one in layout.of(dict):
        if is_map_of_counts(one):
            yield _are_natural(one.name)


def _is_natural(name: str) -> Test:
    return lambda of, _: min(of[name]) >= 0


def _are_natural(name: str) -> Test:
    return lambda of, _: min(chain.from_iterable(map(dict.values, of[name])), default=0) >= 0


def _numbers(value: JsonValue) -> Iterator[tuple[tuple[str, ...], int | float]]:
    """Yield a number, or those of a map, each with the path to it."""
    members = [((key,), part) for key, part in value.items()] if isinstance(value, Mapping) else [((), value)]
    yield from ((path, number) for path, number in members if _is_number(number))


def _is_number(value: JsonValue) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
