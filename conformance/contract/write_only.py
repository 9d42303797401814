"""Which properties are only written: an answer leaves them out, though a schema that it shares requires them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.contract.document import Document
from conformance.contract.schema_graph import in_place, rewritten, subschemas
from conformance.model import JsonValue

_COMPOSED = ("allOf", "anyOf", "oneOf", "then", "else")


def is_write_only(document: Document, pointer: str) -> bool:
    """Return whether the schema at a pointer, or one that always applies with it, says `writeOnly`."""
    return any(node.get("writeOnly") is True for _, node in in_place(document, pointer))


def write_only_names(document: Document) -> Mapping[str, frozenset[str]]:
    """Return the write-only properties of the objects that each schema describes, by the schema's pointer.

    A schema that others are composed with gets their properties too: `required` may stand in one branch of `allOf`,
    and the property in another (OpenAPI 3.0.3 section 4.7.24: `required` takes effect on the request only).
    """
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for pointer in _composed(document) if _mentions_write_only(document.data) else ():
        always = in_place(document, pointer)
        names = frozenset(name for at, node in always for name in _names(document, at, node))
        if names:
            # What a branch may require, it requires of the same object.
            for at, _ in in_place(document, pointer, _COMPOSED):
                found[at] |= names
    return found


def _composed(document: Document) -> list[str]:
    """Return the pointers of the schemas that have properties, or are composed of others."""
    pointers: list[str] = []

    def note(node: dict[str, Any], pointer: str) -> dict[str, Any]:
        if node.keys() & {"properties", *_COMPOSED}:
            pointers.append(pointer)
        return node

    rewritten(document.data, note)
    return pointers


def _names(document: Document, pointer: str, node: Mapping[str, JsonValue]) -> Iterator[str]:
    for each in subschemas(pointer, node, ("properties",)):
        if is_write_only(document, each.pointer):
            yield each.name


def _mentions_write_only(data: JsonValue) -> bool:
    waiting: list[JsonValue] = [data]
    for node in waiting:
        if isinstance(node, dict):
            if node.get("writeOnly") is True:
                return True
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return False
