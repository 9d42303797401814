"""The schemas of OpenAPI 3.0 and 3.1 rewritten as JSON Schema 2020-12, every node at its original pointer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from conformance.contract.assertions import INTEGER_FORMATS
from conformance.contract.document import Document, escape
from conformance.contract.keywords import FOREIGN, IDENTIFIERS, KEYWORDS, REFERENCES, Dialect, Holds, Role
from conformance.contract.schema_graph import local_pointer, rewritten
from conformance.contract.write_only import write_only_names
from conformance.model import JsonValue

_META_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_UNKNOWN = {
    dialect: frozenset(
        each.name
        for each in KEYWORDS.values()
        if dialect not in each.dialects and each.role in (Role.ASSERTION, Role.APPLICATOR) and each.name not in FOREIGN
    )
    for dialect in Dialect
}
"""The keywords that a dialect does not have, and that would decide in another one."""
_CLOSED_BESIDE = {
    "patternProperties": ("patternProperties", "additionalProperties"),
    "prefixItems": ("prefixItems", "items"),
}
"""What is removed for a keyword that applies schemas: the rest would apply to other parts than it was meant for."""


@dataclass(frozen=True)
class Rewritten:
    """A document's data with its schemas in the 2020-12 dialect."""

    data: dict[str, Any]
    aliases: Mapping[str, str]
    """The keyword that each added schema replaces, by pointer."""
    unread: Mapping[str, JsonValue]
    """The keywords that are not judged, most of them removed: malformed, unreadable, or unknown to the dialect."""
    has_write_only: bool
    """Whether a schema has a property that is only written."""


def to_2020_12(document: Document, dialect: Dialect) -> Rewritten:
    """Return a document's data with its schemas in the 2020-12 dialect."""
    rewriter = _Rewriter(document, dialect)
    data = rewritten(document.data, rewriter.rewrite)
    return Rewritten(data, rewriter.aliases, rewriter.unread, bool(rewriter.write_only))


def uri_fragment(pointer: str) -> str:
    """Return a pointer as the fragment of a URI (RFC 6901 section 6), where braces are not allowed."""
    return "#" + quote(pointer.removeprefix("#"), safe="/~!$&'()*+,;=:@?")


class _Rewriter:
    def __init__(self, document: Document, dialect: Dialect) -> None:
        self.document = document
        self.dialect = dialect
        self.aliases: dict[str, str] = {}
        self.unread: dict[str, JsonValue] = {}
        self.write_only = write_only_names(document)

    def rewrite(self, schema: dict[str, Any], pointer: str) -> dict[str, Any]:
        """Return the schema for a pointer, given a copy of the original."""
        if pointer in self.document.broken:
            schema = {key: value for key, value in schema.items() if key not in REFERENCES}
        schema = translated(schema, self.dialect)
        for keyword in IDENTIFIERS:
            schema.pop(keyword, None)  # every reference is a pointer already, which an `$id` would redirect
        for keyword in REFERENCES:
            if isinstance(schema.get(keyword), str):
                schema[keyword] = uri_fragment(local_pointer(schema[keyword]))
        self._set_aside_unknown(schema, pointer)
        self._drop_malformed(schema, pointer)
        self._drop_unreadable(schema, pointer)
        self._drop_write_only(schema, pointer)
        self._bound_integers(schema, pointer)
        return schema

    def _bound_integers(self, schema: dict[str, Any], pointer: str) -> None:
        """Assert int32 and int64, which the engines do not (OpenAPI format registry)."""
        form = schema.get("format")
        given = schema.get("allOf", [])
        if not isinstance(form, str) or form not in INTEGER_FORMATS or not isinstance(given, list):
            return
        limit = 2 ** INTEGER_FORMATS[form]
        branches = [*given, {"minimum": -limit, "maximum": limit - 1}]
        schema["allOf"] = branches
        self.aliases[f"{pointer}/allOf/{len(branches) - 1}"] = f"{pointer}/format"

    def _set_aside_unknown(self, schema: dict[str, Any], pointer: str) -> None:
        """Note what a dialect does not have: it asserts nothing, but its author means something by what is beside it.

        What chooses stays, since `not: {const: 1}` without it forbids everything.
        """
        found = [keyword for keyword in schema if keyword in _UNKNOWN[self.dialect]]
        gone = [each for keyword in found for each in _CLOSED_BESIDE.get(keyword, ()) if each in schema]
        self.unread |= {f"{pointer}/{keyword}": schema[keyword] for keyword in found}
        self.unread |= {f"{pointer}/{keyword}": schema.pop(keyword) for keyword in gone}

    def _drop_malformed(self, schema: dict[str, Any], pointer: str) -> None:
        """Remove what no engine can read, so that the rest of the schema is judged all the same."""
        if isinstance(schema.get("required"), list):
            schema["required"] = list(dict.fromkeys(filter(_is_text, schema["required"])))
        for keyword in malformed(schema):
            self.unread[f"{pointer}/{escape(keyword)}"] = schema.pop(keyword)

    def _drop_unreadable(self, schema: dict[str, Any], pointer: str) -> None:
        """Remove patterns that are not ECMA-262, and the keywords that depend on them."""
        pattern, named = schema.get("pattern"), schema.get("patternProperties")
        gone = ["pattern"] if isinstance(pattern, str) and not is_readable(pattern) else []
        if isinstance(named, dict) and not all(map(is_readable, named)):
            gone += ["patternProperties", "additionalProperties", "unevaluatedProperties"]
        self.unread |= {f"{pointer}/{keyword}": schema.pop(keyword) for keyword in gone if keyword in schema}

    def _drop_write_only(self, schema: dict[str, Any], pointer: str) -> None:
        """Remove write-only properties from `required`: responses never carry them."""
        if pointer in self.write_only and isinstance(schema.get("required"), list):
            schema["required"] = [name for name in schema["required"] if name not in self.write_only[pointer]]


def malformed(schema: Mapping[str, Any]) -> list[str]:
    """Return the keywords of a schema in the 2020-12 dialect whose own value its meta-schema does not allow.

    What is wrong within a schema that a keyword holds is that schema's.
    """
    flat = {keyword: _without_subschemas(keyword, value) for keyword, value in schema.items() if keyword != "$schema"}
    if jsonschema_rs.meta.is_valid({"$schema": _META_SCHEMA, **flat}):
        return []
    return [
        name for name, value in flat.items() if not jsonschema_rs.meta.is_valid({"$schema": _META_SCHEMA, name: value})
    ]


def _without_subschemas(keyword: str, value: Any) -> Any:
    """Return the value of a keyword with `true` in place of each schema that it holds."""
    holds = KEYWORDS[keyword].holds if keyword in KEYWORDS else Holds.VALUE
    if holds is Holds.SCHEMA and isinstance(value, dict):
        return True
    if holds is Holds.SCHEMAS and isinstance(value, list):
        return [True if isinstance(each, dict) else each for each in value]
    if holds in (Holds.NAMED, Holds.PATTERNED) and isinstance(value, dict):
        return {name: True if isinstance(each, dict) else each for name, each in value.items()}
    return value


def _is_text(value: object) -> bool:
    return isinstance(value, str)


@cache
def is_readable(pattern: str) -> bool:
    """Return whether the engine can read a pattern; JSON Schema recommends ECMA-262 with its `u` flag (core, 6.4)."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)
    except ValueError:
        return False
    return True


def translated(schema: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    """Return a schema of a dialect in the 2020-12 dialect, without keywords that no version of OpenAPI has."""
    for keyword in FOREIGN:
        schema.pop(keyword, None)
    return _from_3_0(schema) if dialect is Dialect.OPENAPI_3_0 else schema


def _from_3_0(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of OpenAPI 3.0 (section 4.7.24) in the 2020-12 dialect."""
    if isinstance(schema.get("$ref"), str):
        return {"$ref": schema["$ref"]}
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool):
            is_exclusive = schema.pop(exclusive)
            if is_exclusive and bound in schema:
                schema[exclusive] = schema.pop(bound)
    if schema.get("nullable") is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        # Until 3.0.3 it was unclear whether the enum must also list `null`; documents do both.
        if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
    return schema
