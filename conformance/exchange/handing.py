"""The document as passed to schemathesis: every reference is local, and nothing else looks like one.

Schemathesis treats any object with a `$ref` as a reference, even in values, and fetches its target.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.contract.document import Document
from conformance.contract.keywords import FOREIGN, IDENTIFIERS, REFERENCES
from conformance.contract.schema_graph import holds_data, holds_names, local_pointer
from conformance.model import JsonValue

_DIALECTS = ("http://json-schema.org/", "https://json-schema.org/", "https://spec.openapis.org/oas/")
"""The URI prefixes of the dialects built into the engines; any other would be fetched."""


def handed(document: Document, version: str) -> dict[str, Any]:
    """Return a copy of a document's data without external references that generates and accepts the same values."""
    made: dict[str, Any] = _Handing(document, has_tuples=version.startswith("3.0.")).copy(document.data)
    return made


class _Handing:
    def __init__(self, document: Document, *, has_tuples: bool) -> None:
        self.document = document
        self.has_tuples = has_tuples

    def copy(self, node: JsonValue) -> Any:
        """Return a node without references that lead out of the document or nowhere."""
        if isinstance(node, list):
            return [self.copy(item) for item in node]
        if not isinstance(node, Mapping):
            return node
        made: dict[str, Any] = {}
        values: list[Any] = []
        for key, value in node.items():
            if key in FOREIGN:
                continue
            if isinstance(value, Mapping) and holds_names(key, value):
                kept = {name: each for name, each in value.items() if not _is_elsewhere(each)}
                made[key] = {name: self.copy(each) for name, each in kept.items()}
            elif holds_data(key, value) and _holds_reference(value):
                values += self._demanded(key, value)
            elif holds_data(key, value):
                made[key] = value
            elif not self._leads_elsewhere(key, value):
                made[key] = self.copy(value)
        if values and isinstance(made.get("allOf", []), list):
            made["allOf"] = [*made.get("allOf", []), *values]
        return made

    def _leads_elsewhere(self, key: str, value: JsonValue) -> bool:
        if not isinstance(value, str):
            return False
        if key in REFERENCES:
            return not self.document.has(local_pointer(value))
        # References are resolved against the document already; an `$id` would redirect them.
        return key in IDENTIFIERS or (key in ("$schema", "jsonSchemaDialect") and not value.startswith(_DIALECTS))

    def _demanded(self, keyword: str, value: JsonValue) -> list[Any]:
        """Return schemas equivalent to a keyword in which no value is written as an object."""
        if keyword == "const":
            return [self._equal(value)]
        if keyword == "enum" and isinstance(value, list):
            return [{"anyOf": [self._equal(each) for each in value]}]
        return []

    def _equal(self, value: JsonValue) -> dict[str, Any]:
        """Return a schema that accepts exactly one value."""
        if isinstance(value, Mapping) and _holds_reference(value):
            properties = {name: self._equal(each) for name, each in value.items()}
            return {"type": "object", "properties": properties, "required": [*value], "additionalProperties": False}
        if isinstance(value, list) and _holds_reference(value):
            items = [self._equal(each) for each in value]
            whole = {"type": "array", "minItems": len(items), "maxItems": len(items)}
            return {**whole, **({"items": items} if self.has_tuples else {"prefixItems": items})}
        return {"enum": [value]}


def _is_elsewhere(value: JsonValue) -> bool:
    """Return whether an example or a link is an external reference."""
    if not isinstance(value, Mapping):
        return False
    target = value.get("operationRef")
    return isinstance(value.get("externalValue"), str) or (isinstance(target, str) and not target.startswith("#"))


def _holds_reference(value: JsonValue) -> bool:
    if isinstance(value, list):
        return any(map(_holds_reference, value))
    if not isinstance(value, Mapping):
        return False
    return any(isinstance(value.get(name), str) for name in REFERENCES) or any(map(_holds_reference, value.values()))
