"""Judges what carries a parameter by the schema of the parameter, as strict and as tolerant servers read it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, TypeAlias

from conformance.contract.openapi import Parameter
from conformance.contract.possible_types import CONTAINERS, SCALARS, possible_types
from conformance.contract.schema_graph import closure, subschemas, targets
from conformance.contract.schemas import Schemas
from conformance.exchange.parameter_shapes import Shape, decoded, json_values, shapes, tolerant_shapes
from conformance.exchange.parameters import DELIMITERS, STYLES, Pairs, given, is_json
from conformance.exchange.values import Validity, readings, tolerant_readings
from conformance.model import JsonValue

MAX_TRIED = 500
"""How many readings of one parameter are tried before it counts as undecided."""
_ABSENT = object()
_MOMENTS = {"date": "2024-01-01", "date-time": "2024-01-01T00:00:00Z", "time": "00:00:00Z"}
"""A value of each format that correct servers read from many spellings, a mere number among them."""
_Reader: TypeAlias = Callable[[str, Container[str]], Iterable[JsonValue]]


class _UndecidedError(Exception):
    """There are too many readings."""


def validity(parameter: Parameter, pairs: Pairs, schemas: Schemas) -> Validity | None:
    """Return whether what carries a parameter is valid against its schema.

    Returns:
        `MALFORMED` only if no correct server can read a valid value; None where the style leaves undefined what is
        meant (an empty text for a list, an exploded `pipeDelimited`, what is nested), or there are too many readings.
    """
    if parameter.schema is None:
        return Validity.VALID
    return _Judge(parameter, parameter.schema, schemas).validity(decoded(parameter, pairs), pairs)


def accepts_known(parameter: Parameter, text: str, schemas: Schemas) -> bool:
    """Return whether a known text may be given for a parameter: a scalar, an item of a list, or what `content` has."""
    pairs = given(parameter, text)
    return pairs is None or validity(parameter, pairs, schemas) in (Validity.VALID, None)


@dataclass(frozen=True)
class _Judge:
    parameter: Parameter
    schema: str
    schemas: Schemas

    def validity(self, pairs: Pairs, raw: Pairs) -> Validity | None:
        try:
            if self._is_ambiguous(raw):
                return None
            if any(self.schemas.accepts(self.schema, each) for each in _bounded(self._strict(pairs))):
                return Validity.VALID
            if not self._is_defined:
                return None
            is_lenient = any(self.schemas.accepts(self.schema, each) for each in _bounded(self._tolerant(pairs)))
        except _UndecidedError:
            return None
        return Validity.LENIENT if is_lenient else Validity.MALFORMED

    def _is_ambiguous(self, raw: Pairs) -> bool:
        """Return whether servers read a list differently: an empty text, a delimiter that they may decode first."""
        if self.parameter.media is not None or not self._types & CONTAINERS:
            return False
        is_encoded = self.parameter.location == "path" and any("%2C" in text.upper() for _, text in raw)
        return is_encoded or any(not text for _, text in raw)

    @cached_property
    def _types(self) -> frozenset[str]:
        return possible_types(self.schema, self.schemas)

    @cached_property
    def _is_defined(self) -> bool:
        """Whether the style defines how every type that the schema allows is written."""
        parameter, types = self.parameter, self._types - {"null"}
        if parameter.media is not None:
            return is_json(parameter) or not types & CONTAINERS
        if parameter.style not in STYLES.get(parameter.location, ()):
            return False
        if parameter.style == "deepObject":
            kinds = types <= {"object"}
        elif parameter.style in DELIMITERS:
            kinds = types <= CONTAINERS and not parameter.explode
        else:
            kinds = parameter.location != "cookie" or not parameter.explode or not types & CONTAINERS
        return kinds and not self._is_nested

    @cached_property
    def _is_nested(self) -> bool:
        """Whether a part may be a list or an object itself."""
        parts = [self._item_types] if "array" in self._types else []
        parts += self._property_types.values() if "object" in self._types else ()
        return any(types & CONTAINERS for types in parts)

    @cached_property
    def _in_place(self) -> list[tuple[str, Any]]:
        """The schema and those that apply with it to the same value, each with its pointer."""

        def following(at: str) -> list[str]:
            node = self.schemas.value_at(at)
            return [*targets(node), *(each.pointer for each in subschemas(at, node, ("allOf",)))]

        return [(at, self.schemas.value_at(at)) for at in closure((self.schema,), following)]

    @cached_property
    def _item_types(self) -> frozenset[str]:
        types = SCALARS | CONTAINERS
        for at, node in self._in_place:
            if isinstance(node, Mapping) and "items" in node and "prefixItems" not in node:
                types &= possible_types(f"{at}/items", self.schemas)
        return types

    @cached_property
    def _property_types(self) -> Mapping[str, frozenset[str]]:
        types: dict[str, frozenset[str]] = {}
        for at, node in self._in_place:
            for each in subschemas(at, node, ("properties",)):
                found = possible_types(each.pointer, self.schemas)
                types[each.name] = types.get(each.name, found) & found
        return types

    def _strict(self, pairs: Pairs) -> Iterator[JsonValue]:
        if is_json(self.parameter):
            yield from json_values(text for _, text in pairs)
        elif self.parameter.media is not None:
            yield from (text for _, text in pairs)
        else:
            for shape in shapes(self.parameter, pairs):
                yield from self._values(shape, _exact)

    def _tolerant(self, pairs: Pairs) -> Iterator[JsonValue]:
        for value in json_values(text for _, text in pairs):
            if is_json(self.parameter) or isinstance(value, list | dict):
                yield from _coerced(value)
        if any(character.isdigit() for _, text in pairs for character in text):
            formats = (node.get("format") for _, node in self._in_place if isinstance(node, Mapping))
            yield from (_MOMENTS[each] for each in formats if each in _MOMENTS)
        for shape in tolerant_shapes(self.parameter, pairs):
            if isinstance(shape, str) or self.parameter.media is None:
                yield from self._values(shape, tolerant_readings)

    def _values(self, shape: Shape, read: _Reader) -> Iterator[JsonValue]:
        """Yield the values that a shape may have, of the types that the schema allows."""
        if isinstance(shape, str):
            yield from read(shape, self._types)
        elif isinstance(shape, list):
            types = self._item_types & SCALARS
            yield from map(list, _product(read(text, types) for text in shape)) if "array" in self._types else ()
        elif "object" in self._types:
            rest = [_ABSENT] if read is tolerant_readings else []
            members = [[*read(text, self._property_types.get(name, SCALARS)), *rest] for name, text in shape.items()]
            for values in _product(members):
                yield {name: value for name, value in zip(shape, values, strict=True) if value is not _ABSENT}


def _exact(text: str, types: Container[str]) -> Iterator[JsonValue]:
    """Yield what a text is written for; JSON Schema takes 1.0 for an integer, and many a correct parser does not."""
    return (each for each in readings(text, types) if not isinstance(each, float) or "number" in types)


def _product(choices: Iterable[Iterable[JsonValue]]) -> Iterator[tuple[JsonValue, ...]]:
    """Yield every combination, first that of the last choices: numbers rather than their texts."""
    listed = [[*each] for each in choices]
    if all(listed):
        yield tuple(each[-1] for each in listed)
        yield from product(*listed)


def _bounded(values: Iterator[JsonValue]) -> Iterator[JsonValue]:
    for number, value in enumerate(values):
        if number == MAX_TRIED:
            raise _UndecidedError
        yield value


def _coerced(value: JsonValue) -> Iterator[JsonValue]:
    """Yield what lenient servers take a JSON value for: a number for its text, null for nothing of any type."""
    yield value
    if value is None:
        yield from ("", 0, False, [], {})
    elif isinstance(value, str):
        yield from tolerant_readings(value, SCALARS)
    elif isinstance(value, bool | int | float):
        text = str(value).lower()
        yield from (text, *([int(value)] if isinstance(value, bool) else []), *tolerant_readings(text, SCALARS))
    elif isinstance(value, list):
        yield from map(list, _product(_few(map(_coerced, value)))) if value else ({},)
    elif isinstance(value, dict):
        for values in _product([*each, _ABSENT] for each in _few(map(_coerced, value.values()))):
            yield {name: each for name, each in zip(value, values, strict=True) if each is not _ABSENT}


def _few(parts: Iterable[Iterator[JsonValue]]) -> Iterator[list[JsonValue]]:
    """Yield the readings of each part; there may be as many of one as are tried in all."""
    for part in parts:
        yield [*_bounded(part)]
