"""A count is not negative.

There are never fewer than none; a client that adds such a count up, or draws a bar of it, goes wrong without notice.
Where the schema has a bound of its own, that is judged instead.

Fails: `"valid_contacts": -1`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeGuard

from conformance.contract.document import tokens
from conformance.exchange.redaction import show
from conformance.model import JsonValue
from conformance.rules.api._described import in_each
from conformance.rules.counts import maps_counts, named_as_count, says_count
from conformance.rules.evidence import Described, Evidence
from conformance.rules.names import words_of
from conformance.rules.observation import Deviation, Observation, Witness
from conformance.rules.properties import Property

_NOTHING = "the contract has no count, or a bound for each"
_BOUNDS = ("minimum", "exclusiveMinimum", "enum", "const")


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every number that counts something, the values of maps among them."""
    names = {
        kind.schema: [name for name, each in kind.properties.items() if _is_count(each) or _maps_counts(each)]
        for kind in evidence.kinds
    }

    def observe(row: Described) -> Iterator[Observation]:
        for name in names[row.kind.schema]:
            for path, number in _numbers(row.value.get(name)):
                if number >= 0:
                    yield Witness(row.exchange)
                    continue
                message, shown = "less than none of something is counted", show(number, numbers=True)
                yield Deviation(row.exchange, "negative", message, "0 or more", shown, (*row.path, name, *path))

    return in_each(evidence, lambda kind: bool(names[kind.schema]), _NOTHING, observe)


def _numbers(value: JsonValue) -> Iterator[tuple[tuple[str, ...], int | float]]:
    """Yield a number, or those of a map, each with the path to it."""
    members = [((key,), part) for key, part in value.items()] if isinstance(value, Mapping) else [((), value)]
    yield from ((path, number) for path, number in members if _is_number(number))


def _is_number(value: JsonValue) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(each: Property) -> bool:
    is_free = all(each.keyword(bound) is None for bound in _BOUNDS)
    if not is_free or not each.types or not each.types <= {"integer", "number"}:
        return False
    described, named = each.keyword("description"), words_of(each.name)
    said = says_count(described if isinstance(described, str) else "", named, words_of(tokens(each.pointer)[-3]))
    return named_as_count(named, is_integer="integer" in each.types) if said is None else said


def _maps_counts(each: Property) -> bool:
    values = each.keyword("additionalProperties")
    if not isinstance(values, Mapping) or not each.is_map_of_integers or any(bound in values for bound in _BOUNDS):
        return False
    said = says_count(str(values.get("description", "")), words_of(each.name), ())
    return maps_counts(each.description, words_of(each.name)) if said is None else said
