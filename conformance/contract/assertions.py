"""The assertions of one schema, and the type of instance that each applies to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from conformance.contract.document import escape
from conformance.contract.keywords import APPLICATORS, ASSERTIONS, CHOICES, KEYWORDS, Holds
from conformance.model import JsonValue

# The schema under each has assertions of its own, except `false`, which has no keyword.
_CLOSING = frozenset(name for name in APPLICATORS if KEYWORDS[name].holds is Holds.SCHEMA)
STRING_FORMATS = frozenset(
    {
        *("date-time", "date", "time", "duration"),
        *("email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"),
        *("uri", "uri-reference", "iri", "iri-reference", "uri-template", "uuid"),
        *("json-pointer", "relative-json-pointer", "regex"),
    }
)
"""The formats of JSON Schema 2020-12 (validation, section 7.3), which the engine asserts; others are annotations."""
_TYPES = {bool: "boolean", int: "number", float: "number", str: "string"} | {
    list: "array",
    dict: "object",
    type(None): "null",
}
INTEGER_FORMATS = {"int32": 31, "int64": 63}
"""Formats of the OpenAPI registry that bound an integer, with the bits of their magnitude."""


@dataclass(frozen=True)
class Assertion:
    """One keyword at one pointer of the contract that an instance can violate."""

    pointer: str
    keyword: str
    applies_to: str
    """`any`, or the type of the instances that the keyword applies to."""

    @property
    def id(self) -> str:
        """The id of the requirement derived from it."""
        return f"schema:{self.pointer}"


def assertions_at(pointer: str, schema: Mapping[str, JsonValue] | bool) -> Iterator[Assertion]:
    """Yield the assertions directly in a schema, in its order."""
    if isinstance(schema, bool):
        if not schema:
            yield Assertion(pointer, "false", "any")
        return
    for keyword, value in schema.items():
        kind = _applies_to(keyword, value, schema)
        if kind is not None:
            yield Assertion(f"{pointer}/{escape(keyword)}", keyword, kind)


def choices_of(assertions: Iterable[Assertion]) -> frozenset[str]:
    """Return the pointers of those assertions that decide by schemas."""
    return frozenset(each.pointer for each in assertions if each.keyword in CHOICES)


def choice_at(pointer: str, choices: frozenset[str]) -> str | None:
    """Return which of some choices a keyword is, or is a part of, as `then` is of `if`; None where it is none."""
    owner, _, keyword = pointer.rpartition("/")
    owned = f"{owner}/{KEYWORDS[keyword].part_of}" if keyword in KEYWORDS else pointer
    return next((at for at in (pointer, owned) if at in choices), None)


def type_of(instance: JsonValue) -> str:
    """Return the JSON type of an instance (JSON Schema core, section 4.2.1); integers are numbers."""
    return _TYPES[type(instance)]


def _applies_to(keyword: str, value: JsonValue, schema: Mapping[str, JsonValue]) -> str | None:
    if keyword == "if":
        return "any" if schema.keys() & {"then", "else"} else None
    if keyword == "format":
        if not isinstance(value, str):
            return None
        return "string" if value in STRING_FORMATS else "number" if value in INTEGER_FORMATS else None
    is_closed = keyword in _CLOSING and value is False
    is_asserted = keyword in ASSERTIONS and not (keyword == "uniqueItems" and value is False)
    return KEYWORDS[keyword].applies_to if is_asserted or is_closed else None
