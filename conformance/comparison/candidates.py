"""Candidate instances for both sides of an edit: values at and next to bounds, and plain values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from math import prod

from conformance.comparison.budget import MAX_FORMS, MAX_INSTANCE, MAX_PROVABLE, Expanse
from conformance.comparison.edits import Step
from conformance.comparison.texts import texts_of
from conformance.contract.effective_schema import EffectiveSchema, Origins, canonical_text, kind_of
from conformance.contract.effective_schemas import EffectiveSchemas
from conformance.contract.sample_values import OF_FORMAT
from conformance.contract.schemas import Schemas
from conformance.model import JsonValue

_MAX_DEPTH = 5
_MAX_LENGTH = 20_000
_MAX_ITEMS = 1_100
_MAX_EACH = 12
_HUGE = 10**300
_PLAIN: Mapping[str, tuple[JsonValue, ...]] = {
    "string": ("text", "", "a", "A1-b"),
    "integer": (0, 1, -1, 7, 2**31, -(2**31) - 1, 2**63, -(2**63) - 1),
    "fraction": (0.5, -1.5),
    "boolean": (True, False),
    "null": (None,),
    "array": ((),),
    "object": ({},),
}
UNDECLARED = "undeclared_name"
"""A property name that hardly any schema declares."""


@dataclass
class Candidates:
    """The candidates of one document's schemas."""

    effective: EffectiveSchemas
    schemas: Schemas
    _plain: dict[Origins, JsonValue] = field(default_factory=dict)
    _length: dict[Origins, int] = field(default_factory=dict)
    _read: dict[str, bool] = field(default_factory=dict)
    _expanse: Expanse = field(init=False)

    def __post_init__(self) -> None:
        self._expanse = Expanse(self.effective)

    def accepts(self, origins: Origins, instance: JsonValue) -> bool:
        """Return whether all of some schemas accept an instance; False if they cannot judge it."""
        return self.judges(origins, instance) and all(self.schemas.accepts(pointer, instance) for pointer in origins)

    def judges(self, origins: Origins, instance: JsonValue) -> bool:
        """Return whether some schemas can judge an instance: they are readable, and not too many apply."""
        return all(self._is_read(at) and self._expanse.bears(at, instance) for at in origins)

    def _is_read(self, pointer: str) -> bool:
        if pointer not in self._read:
            self._read[pointer] = self.schemas.has(pointer)
        return self._read[pointer]

    def is_provable(self, origins: Origins) -> bool:
        """Return whether some schemas are few enough, with few enough combinations of alternatives, to multiply out."""
        is_small = sum(map(self._expanse.of, origins)) <= MAX_PROVABLE
        return is_small and prod(map(self._expanse.forms, origins)) <= MAX_FORMS

    def effort(self, origins: Origins) -> int:
        """Return how many schemas judge an instance of some schemas, without its parts."""
        return sum(self._expanse.of(at, 0) for at in origins)

    def valid(self, origins: Origins, depth: int = 0) -> JsonValue:
        """Return a small instance that the schemas accept; if none was found, the plainest."""
        if origins not in self._plain:
            # Where a schema contains itself, the innermost instance is null.
            self._plain[origins] = None
            self._plain[origins] = self._valid(origins, depth)
            self._length[origins] = len(canonical_text(self._plain[origins]))
        return self._plain[origins]

    def _valid(self, origins: Origins, depth: int) -> JsonValue:
        first: list[JsonValue] = []
        for each in islice(self.around(origins, depth), 60):
            if self.accepts(origins, each):
                return each
            first = first or [each]
        return first[0] if first else None

    def holding(self, origins: Origins, steps: tuple[tuple[Step, Origins], ...], instance: JsonValue) -> JsonValue:
        """Return a small instance of some schemas that contains another one at the end of some steps."""
        if not steps:
            return instance
        ((kind, name), below), *further = steps
        said = self.effective.of(self.effective.start(origins))
        if kind == "alternative":
            inner = self.holding(below, tuple(further), instance)
            return {**self._object(said, said.required, 0), **inner} if isinstance(inner, dict) else inner
        whole = self.valid(origins)
        if kind in ("item", "items"):
            items = list(whole) if isinstance(whole, list) else []
            index = min(int(name) if name else said.places, _MAX_ITEMS)
            items += [self.valid(said.of_index(each)) for each in range(len(items), index + 1)]
            items[index] = self.holding(said.of_index(index), tuple(further), instance)
            return items
        key = next(iter(texts_of(name)), UNDECLARED) if kind == "pattern" else name or UNDECLARED
        part = self.holding(said.of_name(key), tuple(further), instance)
        return {**(whole if isinstance(whole, dict) else {}), key: part}

    def around(self, origins: Origins, depth: int = 0) -> Iterator[JsonValue]:
        """Yield instances at and next to all bounds of the schemas, after the document's own examples."""
        said = self.effective.of(self.effective.start(origins))
        for listed in (each.value for each in said.said("examples")):
            yield from listed if isinstance(listed, list) else ()
        yield from (each.value for each in said.said("default"))
        yield from (said.values or {}).values()
        for kind in ("object", "array", "string", "integer", "fraction", "boolean", "null"):
            if kind in said.kinds:
                yield from self._of_kind(kind, said, depth)
        for node in said.nodes if depth < _MAX_DEPTH else ():
            for keyword in ("not", "if", "then", "else"):
                if keyword in node.keywords:
                    yield from self._with_branch(said, (f"{node.pointer}/{keyword}",), depth)
        for chooser in said.choosers if depth < _MAX_DEPTH else ():
            for branch in chooser.branches:
                yield from self._with_branch(said, (branch,), depth)

    def _of_kind(self, kind: str, said: EffectiveSchema, depth: int) -> Iterator[JsonValue]:
        if kind == "object":
            yield from self._objects(said, depth)
        elif kind == "array":
            yield from self._arrays(said, depth)
        elif kind == "string":
            yield from _strings(said)
        elif kind in ("integer", "fraction"):
            yield from _numbers(said, kind)
        else:
            yield from _PLAIN[kind]

    def _with_branch(self, said: EffectiveSchema, branch: Origins, depth: int) -> Iterator[JsonValue]:
        """Yield instances of an alternative; objects also get the required properties."""
        base = self._object(said, said.required, depth) if said.required else {}
        for each in islice(self.around(branch, depth + 1), 40):
            yield {**base, **each} if isinstance(each, dict) else each

    def _objects(self, said: EffectiveSchema, depth: int) -> Iterator[JsonValue]:
        if depth > _MAX_DEPTH:
            yield {}
            return
        needed = self._object(said, said.required, depth)
        yield needed
        full = self._object(said, {**said.required, **said.names}, depth)
        yield full
        yield from ({name: value for name, value in full.items() if name != left} for left in full)
        yield from ({name: value for name, value in needed.items() if name != left} for left in needed)
        yield from ({**needed, name: full[name]} for name in full)
        yield from ({**needed, name: wrong} for name in full for wrong in _unlike(full[name]))
        yield from ({**needed, name: value} for name in self._names(said) for value in ("text", 1, None))
        yield from ({**needed, name: self.valid(said.of_name(name), depth + 1)} for name in self._names(said))
        for keyword in ("minProperties", "maxProperties"):
            for size in _sizes(said, keyword, 200):
                yield {f"name{'abcdefghij'[index % 10] * (1 + index // 10)}": "text" for index in range(size)}

    def _object(self, said: EffectiveSchema, names: Iterable[str], depth: int) -> dict[str, JsonValue]:
        found: dict[str, JsonValue] = {}
        length = 0
        for name in islice(names, 200):
            found[name] = self.valid(said.of_name(name), depth + 1)
            length += len(name) + self._length.get(said.of_name(name), 0)
            if length > MAX_INSTANCE:
                break
        return found

    def _names(self, said: EffectiveSchema) -> Iterator[str]:
        yield from (UNDECLARED, "X-9", "")
        for pattern in said.name_patterns:
            yield from texts_of(pattern)[:4]
        for each in said.said("propertyNames"):
            form = each.value.get("pattern") if isinstance(each.value, Mapping) else None
            yield from texts_of(form)[:4] if isinstance(form, str) else ()
            named = self.effective.of(self.effective.start((each.pointer,)))
            yield from (name for name in (named.values or {}).values() if isinstance(name, str))
            yield from islice(_strings(named), _MAX_EACH)

    def _arrays(self, said: EffectiveSchema, depth: int) -> Iterator[JsonValue]:
        first = [self.valid(said.of_index(index), depth + 1) for index in range(said.places)]
        if depth > _MAX_DEPTH:
            yield first
            return
        items = list(islice(self.around(said.items, depth + 1), _MAX_EACH)) if said.items else ["text", 1, None, {}]
        good = [each for each in items if self.accepts(said.items, each)] or items
        yield from (first, [], [*first, *good[:1]], [*first, *good[:1], *good[:1]])
        yield from ([*first, each] for each in items)
        yield from (
            [*first[:index], wrong, *first[index + 1 :]] for index, each in enumerate(first) for wrong in _unlike(each)
        )
        longest = max(1, *(len(canonical_text(each)) for each in good)) if good else 1
        for keyword in ("minItems", "maxItems"):
            for size in _sizes(said, keyword, min(_MAX_ITEMS, MAX_INSTANCE // longest)):
                yield [*first, *(good * size)][:size]
                yield [*first, *(good[:1] * size)][:size]
                yield list(range(size))


def _strings(said: EffectiveSchema) -> Iterator[str]:
    lengths = tuple(size for keyword in ("minLength", "maxLength") for size in _sizes(said, keyword, _MAX_LENGTH))
    for form in (str(each.value) for each in said.said("format")):
        if form in OF_FORMAT:
            yield from (OF_FORMAT[form], OF_FORMAT[form].upper(), OF_FORMAT[form][:-1])
    for pattern in (each.value for each in said.said("pattern")):
        found = texts_of(pattern, tuple(size for size in lengths if size <= 500)) if isinstance(pattern, str) else ()
        yield from found
        yield from chain.from_iterable((f"{text}!", f" {text}", text[:-1], text.upper()) for text in found[:3])
    yield from ("a" * size for size in lengths)
    yield from (str(text) for text in _PLAIN["string"])


def _numbers(said: EffectiveSchema, kind: str) -> Iterator[JsonValue]:
    bounds = [
        each.value
        for each in said.said("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
        if isinstance(each.value, int | float) and not isinstance(each.value, bool) and abs(each.value) < _HUGE
    ]
    near: list[float] = [number for bound in bounds for number in (bound, bound + 1, bound - 1, bound * 2, bound * 3)]
    if kind == "integer":
        yield from (int(number) for number in near if number == int(number))
        yield from (math.floor(number) for number in near)
    else:
        yield from near
        yield from (number + 0.5 for number in near)
        yield from (number - 0.5 for number in near)
    yield from _PLAIN[kind]


def _sizes(said: EffectiveSchema, keyword: str, most: int) -> Iterator[int]:
    for each in said.said(keyword):
        if isinstance(each.value, int | float) and abs(each.value) < _HUGE:
            size = int(each.value)
            yield from (number for number in (size, size + 1, size - 1) if 0 <= number <= most)


def lengths_of(said: EffectiveSchema) -> tuple[int, float]:
    """Return the minimum and maximum length of a text."""
    least, most = (
        [each.value for each in said.said(keyword) if isinstance(each.value, int | float)]
        for keyword in ("minLength", "maxLength")
    )
    return math.ceil(max(least, default=0)), min(most, default=math.inf)


def _unlike(value: JsonValue) -> tuple[JsonValue, ...]:
    """Return values of other types."""
    return tuple(each for each in ("text", 1, None) if kind_of(each) != kind_of(value))
