"""The schemas of OpenAPI 3.0 and 3.1 rewritten as JSON Schema 2020-12, every node at its old pointer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from conformance.contract.document import Document, escape
from conformance.contract.keywords import INTEGER_FORMATS
from conformance.contract.references import DATA_KEYWORDS, NAME_MAPS, REFERENCES, local_pointer, resolve
from conformance.model import InputError, JsonValue


@dataclass(frozen=True)
class Rewritten:
    """A document's data with its schemas in the 2020-12 dialect."""

    data: dict[str, Any]
    aliases: Mapping[str, str]
    """The keyword that each schema which had to be added stands for, by pointer."""
    unread: Mapping[str, JsonValue]
    """The keywords that had to go, because they hold a pattern that the engine cannot read: their values by pointer."""


def to_2020_12(document: Document, version: str) -> Rewritten:
    """Return a document's data with its schemas in the 2020-12 dialect."""
    rewriter = _Rewriter(document, is_3_0=version.startswith("3.0."))
    data = rewriter.rewrite(document.data, "#")
    return Rewritten(data, rewriter.aliases, rewriter.unread)


def uri_fragment(pointer: str) -> str:
    """Return a pointer as the fragment of a URI (RFC 6901 section 6): braces, as in paths, are not allowed there."""
    return "#" + quote(pointer.removeprefix("#"), safe="/~!$&'()*+,;=:@?")


class _Rewriter:
    """Goes by the shape of a node: what is no schema is never evaluated as one, so rewriting it does no harm."""

    def __init__(self, document: Document, *, is_3_0: bool) -> None:
        self.document = document
        self.is_3_0 = is_3_0
        self.aliases: dict[str, str] = {}
        self.unread: dict[str, JsonValue] = {}

    def rewrite(self, node: JsonValue, pointer: str, *, names: bool = False) -> Any:
        """Return a node rewritten; `names` says that its keys are names and no keywords."""
        if isinstance(node, list):
            return [self.rewrite(item, f"{pointer}/{index}") for index, item in enumerate(node)]
        if not isinstance(node, Mapping):
            return node
        copy: dict[str, Any] = {}
        for key, value in node.items():
            opens_names = not names and key in NAME_MAPS and isinstance(value, Mapping)
            is_data = not names and not opens_names and key in DATA_KEYWORDS
            place = f"{pointer}/{escape(key)}"
            copy[key] = value if is_data else self.rewrite(value, place, names=opens_names)
        if names:
            return copy
        if self.is_3_0:
            copy = from_3_0(copy)
        if isinstance(copy.get("$id"), str):
            del copy["$id"]  # references are resolved against the document, whatever a schema calls itself
        for keyword in REFERENCES:
            if isinstance(copy.get(keyword), str):
                copy[keyword] = uri_fragment(local_pointer(copy[keyword]))
        self._drop_unreadable(copy, pointer)
        self._drop_write_only(copy, pointer)
        self._bound_integers(copy, pointer)
        return copy

    def _bound_integers(self, schema: dict[str, Any], pointer: str) -> None:
        """Assert int32 and int64, which no engine does (OpenAPI format registry)."""
        form = schema.get("format")
        given = schema.get("allOf", [])
        if not isinstance(form, str) or form not in INTEGER_FORMATS or not isinstance(given, list):
            return
        limit = 2 ** INTEGER_FORMATS[form]
        branches = [*given, {"minimum": -limit, "maximum": limit - 1}]
        schema["allOf"] = branches
        self.aliases[f"{pointer}/allOf/{len(branches) - 1}"] = f"{pointer}/format"

    def _drop_unreadable(self, schema: dict[str, Any], pointer: str) -> None:
        """Take out patterns of another dialect than ECMA-262's; what is left over by such names goes with them."""
        pattern, named = schema.get("pattern"), schema.get("patternProperties")
        gone = ["pattern"] if isinstance(pattern, str) and not is_readable(pattern) else []
        if isinstance(named, dict) and not all(map(is_readable, named)):
            gone += ["patternProperties", "additionalProperties", "unevaluatedProperties"]
        self.unread |= {f"{pointer}/{keyword}": schema.pop(keyword) for keyword in gone if keyword in schema}

    def _drop_write_only(self, schema: dict[str, Any], pointer: str) -> None:
        """Let `required` ask for no property that is write-only: responses never carry it (OpenAPI 3.0.3, Schema)."""
        required, properties = schema.get("required"), schema.get("properties")
        if isinstance(required, list) and isinstance(properties, dict):
            schema["required"] = [name for name in required if not self._is_write_only(name, pointer)]

    def _is_write_only(self, name: JsonValue, pointer: str) -> bool:
        at = f"{pointer}/properties/{escape(str(name))}"
        if not self.document.has(at):
            return False
        try:
            _, node = resolve(self.document, at)
        except InputError:
            return False
        return isinstance(node, Mapping) and node.get("writeOnly") is True


@cache
def is_readable(pattern: str) -> bool:
    """Tell whether the engine can read a pattern; JSON Schema recommends ECMA-262 with its `u` flag (core, 6.4)."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)
    except ValueError:
        return False
    return True


def from_3_0(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of OpenAPI 3.0 (section 4.7.24) in the later spelling."""
    if isinstance(schema.get("$ref"), str):
        return {"$ref": schema["$ref"]}
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool):
            is_exclusive = schema.pop(exclusive)
            if is_exclusive and bound in schema:
                schema[exclusive] = schema.pop(bound)
    if schema.get("nullable") is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        # Whether `null` has to be in the enum too was unclear until 3.0.3, and documents were written both ways.
        if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
    return schema
