"""The schemas of a document as a graph: subschemas, references, and what is reachable from where.

It walks schemas as written; `keywords` says what their keywords hold.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote

from conformance.contract.document import Document, escape
from conformance.contract.elements import NAME_MAPS
from conformance.contract.keywords import KEYWORDS, REFERENCES, SUBSCHEMAS, Holds, Keyword
from conformance.model import JsonValue

Change = Callable[[dict[str, Any], str], dict[str, Any]]
"""Returns the replacement for a copy of an object with keywords, given its pointer."""
_Place = TypeVar("_Place", bound=Hashable)
# These keywords hold data, in which `$ref` is an ordinary name; `value` is that of an example (OpenAPI).
_DATA = frozenset({"value", *(each.name for each in KEYWORDS.values() if each.holds is Holds.INSTANCES)})


class Subschema(NamedTuple):
    """A subschema under a keyword; in a malformed schema the node may be anything."""

    pointer: str
    node: JsonValue
    keyword: Keyword
    name: str
    """Its property, pattern or index there; empty if the keyword holds one schema."""


def resolve(document: Document, pointer: str) -> tuple[str, JsonValue]:
    """Follow the `$ref` at a pointer until its target is not a reference; a broken one leads to an empty object.

    Returns:
        The pointer of the target, and its node.

    Raises:
        InputError: A reference does not resolve or is circular.
    """
    first = previous = pointer
    seen: set[str] = set()
    while pointer not in seen:
        seen.add(pointer)
        try:
            node = document.at(pointer)
        except KeyError:
            raise document.error(f"$ref does not resolve: {pointer}", f"{previous}/$ref") from None
        if pointer in document.broken:
            return pointer, {}
        if not isinstance(node, Mapping) or not isinstance(node.get("$ref"), str):
            return pointer, node
        previous, pointer = pointer, local_pointer(node["$ref"])
    raise document.error("$ref is circular", first)


def local_pointer(reference: str) -> str:
    """Return a reference within the document as a pointer; the fragment may be percent-encoded (RFC 6901 section 6)."""
    return unquote(reference) if "%" in reference else reference


def targets(schema: JsonValue) -> list[str]:
    """Return the pointers of the targets of a schema's references."""
    if not isinstance(schema, dict):
        return []
    return [local_pointer(schema[keyword]) for keyword in REFERENCES if isinstance(schema.get(keyword), str)]


def subschemas(pointer: str, schema: JsonValue, keywords: Iterable[str] = SUBSCHEMAS) -> Iterator[Subschema]:
    """Yield the subschemas under some keywords of a schema, in the order of the keywords."""
    if not isinstance(schema, dict):
        return
    for keyword in keywords:
        if keyword in schema:
            yield from _under(KEYWORDS[keyword], f"{pointer}/{keyword}", schema[keyword])


def _under(keyword: Keyword, at: str, value: JsonValue) -> Iterator[Subschema]:
    if keyword.holds is Holds.SCHEMA:
        yield Subschema(at, value, keyword, "")
    elif keyword.holds is Holds.SCHEMAS:
        for index, node in enumerate(value if isinstance(value, list) else ()):
            yield Subschema(f"{at}/{index}", node, keyword, str(index))
    else:
        for name, node in value.items() if isinstance(value, dict) else ():
            yield Subschema(f"{at}/{escape(name)}", node, keyword, name)


def closure(starts: Iterable[_Place], following: Callable[[_Place], Iterable[_Place]]) -> Iterator[_Place]:
    """Yield places and all that is reachable from them, breadth first and each once."""
    waiting = list(dict.fromkeys(starts))
    seen = set(waiting)
    for each in waiting:
        yield each
        found = [place for place in dict.fromkeys(following(each)) if place not in seen]
        seen.update(found)
        waiting += found


def in_place(
    document: Document, pointer: str, keywords: Collection[str] = ("allOf",)
) -> list[tuple[str, Mapping[str, JsonValue]]]:
    """Return the schemas that apply to the same instance as the one at a pointer, which comes first.

    Args:
        document: As written; a reference that does not resolve is left out.
        pointer: Of a schema.
        keywords: Those that apply schemas in place, besides references; `anyOf` adds schemas that may apply.
    """
    nodes: dict[str, JsonValue] = {}

    def following(at: str) -> list[str]:
        node = nodes[at] = document.get(at)
        return [*targets(node), *(each.pointer for each in subschemas(at, node, keywords))]

    places = list(closure((pointer,), following))
    return [(at, node) for at in places if isinstance(node := nodes[at], dict)]


def references_in(node: JsonValue, pointer: str = "#", *, are_names: bool = False) -> Iterator[tuple[str, str]]:
    """Yield every reference below a node after the pointer of its keyword; data is skipped.

    Args:
        node: Of a document, a schema or not.
        pointer: The pointer of the node.
        are_names: Whether the node is a map by name, so that its names are not keywords.
    """
    for index, item in enumerate(node) if isinstance(node, list) else ():
        yield from references_in(item, f"{pointer}/{index}")
    for key, value in node.items() if isinstance(node, dict) else ():
        at = f"{pointer}/{escape(key)}"
        if key in REFERENCES and isinstance(value, str):
            yield at, value
        elif are_names or not (holds_data(key, value) or key.startswith("x-")):
            yield from references_in(value, at, are_names=not are_names and holds_names(key, value))


def rewritten(node: JsonValue, change: Change, pointer: str = "#", *, are_names: bool = False) -> Any:
    """Return a copy of a node in which every object with keywords is changed, innermost first.

    Args:
        node: Of a document: other objects than schemas are never evaluated, so changing them does no harm.
        change: Returns the replacement for the copy of an object.
        pointer: The pointer of the node.
        are_names: Whether the node is a map by name, so that its names are not keywords.
    """
    if isinstance(node, list):
        return [rewritten(item, change, f"{pointer}/{index}") for index, item in enumerate(node)]
    if not isinstance(node, dict):
        return node
    copy: dict[str, Any] = {}
    for key, value in node.items():
        # Most values are not objects: the check is made for objects only.
        if isinstance(value, dict | list) and (are_names or not holds_data(key, value)):
            has_names = not are_names and holds_names(key, value)
            copy[key] = rewritten(value, change, f"{pointer}/{escape(key)}", are_names=has_names)
        else:
            copy[key] = value
    return copy if are_names else change(copy, pointer)


def holds_names(keyword: str, value: JsonValue) -> bool:
    """Return whether a keyword holds a map by name, in which `default` may be a property."""
    return keyword in NAME_MAPS and isinstance(value, dict)


def holds_data(keyword: str, value: JsonValue) -> bool:
    """Return whether a keyword holds data, in which no name is a keyword."""
    return keyword in _DATA and not holds_names(keyword, value)
