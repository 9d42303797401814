"""What the prose of a property says that it is computed from: other properties of its row, or the items of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import prod
from typing import ClassVar

from conformance.model import JsonValue
from conformance.rules.names import singular, words_of
from conformance.rules.properties import Property, properties_of
from conformance.rules.relation_kinds import Breach, Row

_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?")
_TOLERANCE = Decimal("0.000001")
"""The relative error of sums of binary fractions."""
_PAIR = re.compile(r"`(\w+)` (less|minus|plus|times|multiplied by|and) `(\w+)`\.?\s*\Z")
_PRODUCT, _SUM = re.compile(r"\bproduct of \Z"), re.compile(r"\b(?:sum|total) of \Z")
_CONDITION = re.compile(
    r"\b(?:if|when|unless|except|otherwise|round\w*|approx\w*|estimat\w*|least|most|max\w*|minimum|before|after)\b"
)
_OF_LIST = frozenset(
    {"the", "a", "an", "sum", "total", "of", "its", "all", "each", "every", "in", "over", "these", "this", "for"}
    | {"cent", "cents", "minor", "unit", "units", "currency"}
)
_HOW_MANY = re.compile(r"\b(?:number of|how many|count of)\b")
_PARTLY = re.compile(
    r"\b(?:first|latest|recent|last|preview|up to|sample|subset|some|most|top|page|newest|unique|distinct|only)\b"
)
_PAGED = frozenset({"next", "cursor", "more", "page", "offset"})


@dataclass(frozen=True)
class CountOfList:
    """A number is how many items a list beside it has."""

    count: str
    listed: str
    is_whole: bool
    """Whether the prose leaves no doubt that the list has all items, so that there cannot be fewer."""
    kind: ClassVar[str] = "count"
    others: ClassVar[tuple[str, ...]] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The number and the list."""
        return self.count, self.listed

    def applies(self, row: Row) -> bool:
        """Return whether both are present, and the number is not more than a list that may be a part of all."""
        count, items = row.get(self.count), row.get(self.listed)
        is_number = isinstance(count, int) and not isinstance(count, bool)
        return is_number and isinstance(items, list) and (self.is_whole or count <= len(items))  # type: ignore[operator]

    def breach(self, row: Row) -> Breach | None:
        """Compare the number with the length of the list."""
        count, items = row.get(self.count), row.get(self.listed)
        if not self.applies(row) or not isinstance(items, list) or count == len(items):
            return None
        message = f"{self.count} is not the number of items in {self.listed}"
        return Breach(self.count, message, f"{len(items)}, as {self.listed} has", str(count), len(items))


@dataclass(frozen=True)
class Computed:
    """A number is the sum, difference or product of others."""

    result: str
    parts: tuple[str, ...]
    """Two properties of the row; or a list, and the property of its items."""
    how: str
    kind: ClassVar[str] = "computed"
    others: ClassVar[tuple[str, ...]] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The result and what it is computed from."""
        return self.result, *(self.parts[:1] if self.how == "list" else self.parts)

    def applies(self, row: Row) -> bool:
        """Return whether all numbers are present."""
        return _number(row.get(self.result)) is not None and self.value(row) is not None

    def value(self, row: Row) -> Decimal | None:
        """Return what the result must be; None where a number is not there."""
        if self.how == "list":
            items = row.get(self.parts[0])
            listed = items if isinstance(items, list) else []
            values = [each.get(self.parts[1]) if isinstance(each, Mapping) else None for each in listed]
        else:
            values = [row.get(name) for name in self.parts]
        numbers = [number for number in map(_number, values) if number is not None]
        if not numbers or len(numbers) < len(values):
            return None
        if self.how == "less":
            return numbers[0] - numbers[1]
        return prod(numbers, start=Decimal(1)) if self.how == "product" else sum(numbers, Decimal(0))

    def breach(self, row: Row) -> Breach | None:
        """Compare the result with what it must be."""
        actual, expected = _number(row.get(self.result)), self.value(row)
        if actual is None or expected is None or abs(actual - expected) <= _TOLERANCE * max(abs(expected), Decimal(1)):
            return None
        what = f"{self.parts[1]} in {self.parts[0]}" if self.how == "list" else " and ".join(self.parts)
        message = f"{self.result} does not follow from {what}"
        return Breach(self.result, message, str(expected), str(actual))


def counts_of_lists(properties: Mapping[str, Property]) -> Iterator[CountOfList]:
    """Yield what counts a list beside it, by its name (`line_count`) or by its prose (how many `lines`)."""
    lists = {name: each for name, each in properties.items() if each.types == {"array"}}
    is_paged = any(not _PAGED.isdisjoint(words_of(name)) for name in properties)
    for each in properties.values() if lists else ():
        if each.types != {"integer"}:
            continue
        is_said = bool(_HOW_MANY.search(each.description))
        quoted = [name for name in lists if is_said and f"`{name.lower()}`" in each.description]
        named = [name for name in lists if _noun(name) == _counted(each.name) != ()]
        for name in (quoted or named)[:1]:
            said = f"{each.description} {lists[name].description}"
            is_whole = is_said and not is_paged and not _PARTLY.search(said) and lists[name].keyword("maxItems") is None
            if not _PARTLY.search(each.description):
                yield CountOfList(each.name, name, is_whole)


def computed(properties: Mapping[str, Property]) -> Iterator[Computed]:
    """Yield what is computed, as its prose says in words that leave no doubt."""
    numbers = {name for name, each in properties.items() if each.types & {"integer", "number", "string"}}
    for each in properties.values():
        if each.name not in numbers or _CONDITION.search(each.description):
            continue
        said = str(each.keyword("description") or "").strip()
        found = _PAIR.search(said)
        if found and {found[1], found[3]} <= numbers - {each.name}:
            how = _how(found[2], said[: found.start()].lower())
            yield from [Computed(each.name, (found[1], found[3]), how)] if how else ()
        elif "sum of" in each.description or "total of" in each.description:
            yield from _of_lists(each, properties)


def _how(word: str, before: str) -> str:
    if word == "and":
        return "product" if _PRODUCT.search(before) else "sum" if _SUM.search(before) else ""
    return {"less": "less", "minus": "less", "plus": "sum"}.get(word, "product")


def _of_lists(each: Property, properties: Mapping[str, Property]) -> Iterator[Computed]:
    said = [singular(word) for word in words_of(each.description)]
    for name, listed in properties.items():
        at = next((f"{at}/items" for at, node in listed.parts if "items" in node), None)
        if listed.types != {"array"} or at is None or not {*_noun(name)} <= {*said}:
            continue
        items = properties_of(each.document, at)
        known = {*map(singular, _OF_LIST), *_noun(name), *map(singular, words_of(each.name))}
        named = [item for item in items if {*map(singular, words_of(item))} <= {*said}] or [each.name]
        rest = {*said} - known - {singular(word) for word in words_of(named[0])}
        if len(named) == 1 and named[0] in items and not rest:
            yield Computed(each.name, (name, named[0]), "list")


def _noun(name: str) -> tuple[str, ...]:
    return tuple(singular(word) for word in words_of(name))


def _counted(name: str) -> tuple[str, ...]:
    """Return what a name says that it counts, in the singular: `line_count`, `number_of_lines`."""
    words = _noun(name)
    if len(words) > 1 and words[-1] == "count":
        return words[:-1]
    start = next((len(each) for each in (("number", "of"), ("num",)) if words[: len(each)] == each), 0)
    return words[start:] if start else ()


def _number(value: JsonValue) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value)
    return Decimal(text) if _DECIMAL.fullmatch(text) else None
