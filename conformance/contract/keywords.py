"""Which JSON-Schema keywords assert something, and about which type of instance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.contract.document import escape
from conformance.model import JsonValue

_APPLIES_TO = {
    "any": ("type", "enum", "const", "anyOf", "oneOf", "not", "if"),
    "string": ("pattern", "minLength", "maxLength"),
    "number": ("multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "array": ("minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains"),
    "object": (
        "required",
        "minProperties",
        "maxProperties",
        "dependentRequired",
        "dependentSchemas",
        "propertyNames",
    ),
}
_KEYWORDS = {keyword: kind for kind, keywords in _APPLIES_TO.items() for keyword in keywords}
# These hold schemas: only `false` (or `unevaluated…`, which judges what is left over) fails by itself.
_CLOSING = {"additionalProperties": "object", "items": "array"}
_UNEVALUATED = {"unevaluatedProperties": "object", "unevaluatedItems": "array"}
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
    """`any`, or the type of the instances that the keyword says something about."""

    @property
    def id(self) -> str:
        """The id of the requirement that this assertion is."""
        return f"schema:{self.pointer}"


def assertions_at(pointer: str, schema: Mapping[str, JsonValue] | bool) -> Iterator[Assertion]:
    """Yield the assertions that stand directly in a schema, in its own order."""
    if isinstance(schema, bool):
        if not schema:
            yield Assertion(pointer, "false", "any")
        return
    for keyword, value in schema.items():
        kind = _applies_to(keyword, value, schema)
        if kind is not None:
            yield Assertion(f"{pointer}/{escape(keyword)}", keyword, kind)


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
    if value is False and (keyword in _CLOSING or keyword == "uniqueItems"):
        return _CLOSING.get(keyword)
    return _KEYWORDS.get(keyword) or _UNEVALUATED.get(keyword)
