"""Every element of an OpenAPI document by its kind: operations, responses, schemas at any depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from conformance.contract.document import Document, escape
from conformance.contract.keywords import FOREIGN, KEYWORDS, SUBSCHEMAS, Holds
from conformance.model import JsonValue

# For each kind, what its keywords hold: one element, a list of elements, or a map of elements by name.
_ONE, _LIST, _MAP = "one", "list", "map"
_SHAPES = {Holds.SCHEMA: _ONE, Holds.SCHEMAS: _LIST, Holds.NAMED: _MAP, Holds.PATTERNED: _MAP}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The fields of a path item that hold an operation; `query` is of OpenAPI 3.2, as is `additionalOperations` (4.9)."""
# Parameters and headers have the same fields.
_DESCRIBED = {"schema": (_ONE, "schema"), "content": (_MAP, "media type"), "examples": (_MAP, "example")}
_CHILDREN: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "document": {
        "info": (_ONE, "info"),
        "servers": (_LIST, "server"),
        "tags": (_LIST, "tag"),
        "paths": (_MAP, "path item"),
        "webhooks": (_MAP, "path item"),
        "components": (_ONE, "components"),
    },
    "info": {"contact": (_ONE, "contact"), "license": (_ONE, "license")},
    "components": {
        "schemas": (_MAP, "schema"),
        "responses": (_MAP, "response"),
        "parameters": (_MAP, "parameter"),
        "examples": (_MAP, "example"),
        "requestBodies": (_MAP, "request body"),
        "headers": (_MAP, "header"),
        "securitySchemes": (_MAP, "security scheme"),
        "links": (_MAP, "link"),
        "callbacks": (_MAP, "callback"),
        "pathItems": (_MAP, "path item"),
        "mediaTypes": (_MAP, "media type"),
    },
    "path item": {
        **dict.fromkeys(METHODS, (_ONE, "operation")),
        "additionalOperations": (_MAP, "operation"),
        "parameters": (_LIST, "parameter"),
        "servers": (_LIST, "server"),
    },
    "operation": {
        "parameters": (_LIST, "parameter"),
        "requestBody": (_ONE, "request body"),
        "responses": (_MAP, "response"),
        "callbacks": (_MAP, "callback"),
        "servers": (_LIST, "server"),
    },
    "response": {"headers": (_MAP, "header"), "content": (_MAP, "media type"), "links": (_MAP, "link")},
    "parameter": _DESCRIBED,
    "header": _DESCRIBED,
    "request body": {"content": (_MAP, "media type")},
    "media type": {
        "schema": (_ONE, "schema"),
        "itemSchema": (_ONE, "schema"),
        "examples": (_MAP, "example"),
        "encoding": (_MAP, "encoding"),
        "prefixEncoding": (_LIST, "encoding"),
        "itemEncoding": (_ONE, "encoding"),
    },
    "encoding": {
        "headers": (_MAP, "header"),
        "encoding": (_MAP, "encoding"),
        "prefixEncoding": (_LIST, "encoding"),
        "itemEncoding": (_ONE, "encoding"),
    },
    "schema": {keyword: (_SHAPES[KEYWORDS[keyword].holds], "schema") for keyword in SUBSCHEMAS},
}
# Not `paths`: its names begin with a slash, or are extensions.
NAME_MAPS = FOREIGN.union(
    keyword
    for held in _CHILDREN.values()
    for keyword, (shape, _) in held.items()
    if shape == _MAP and keyword != "paths"
)
"""The keywords that hold a map by name; these names are not keywords: `default` in `responses` is a response."""

_LATER = frozenset({"path item", "media type"})
SECTIONS = {kind: section for section, (_, kind) in _CHILDREN["components"].items() if kind not in _LATER}
"""For each kind the section of `components` that holds it in every version of OpenAPI."""


@dataclass(frozen=True)
class Element:
    """One object of a document: its kind, its pointer and its owner."""

    kind: str
    """As OpenAPI calls it: `operation`, `media type`, `schema` …"""
    pointer: str
    node: Mapping[str, JsonValue] = field(repr=False)
    keyword: str = ""
    """The keyword of the owner that holds it, such as `properties` or `responses`."""
    name: str = ""
    """Its name there: a property, a status, a path; empty without one."""
    owner: Element | None = field(default=None, repr=False)

    @property
    def is_reference(self) -> bool:
        """Whether it is a reference."""
        return isinstance(self.node.get("$ref"), str)

    @property
    def is_property(self) -> bool:
        """Whether it is the schema of a named property."""
        return self.kind == "schema" and self.keyword == "properties"

    def text(self, keyword: str) -> str:
        """Return the text under a keyword; empty where there is none."""
        value = self.node.get(keyword)
        return value if isinstance(value, str) else ""


def elements(document: Document) -> Iterator[Element]:
    """Yield every element of a document in document order, parents first; references are not followed."""
    root = document.data if isinstance(document.data, Mapping) else {}
    waiting = [Element("document", "#", root)]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += reversed(list(_children(element)))


def _children(element: Element) -> Iterator[Element]:
    if element.kind == "callback":
        yield from _held(element, "", _MAP, "path item", element.node)
    for keyword, value in element.node.items():
        held = _CHILDREN.get(element.kind, {}).get(keyword)
        if held is not None:
            yield from _held(element, keyword, *held, value)


def _held(owner: Element, keyword: str, shape: str, kind: str, value: JsonValue) -> Iterator[Element]:
    at = f"{owner.pointer}/{escape(keyword)}" if keyword else owner.pointer
    if shape == _ONE:
        children = [(at, "", value)]
    elif shape == _MAP:
        named = value.items() if isinstance(value, Mapping) else ()
        children = [(f"{at}/{escape(name)}", name, child) for name, child in named if not _is_extension(kind, name)]
    else:
        listed = value if isinstance(value, list) else ()
        children = [(f"{at}/{index}", "", child) for index, child in enumerate(listed)]
    for pointer, name, child in children:
        if isinstance(child, Mapping):
            yield Element(kind, pointer, child, keyword, name, owner)


def _is_extension(kind: str, name: str) -> bool:
    """Return whether a name in a map is an extension; properties and headers may be called `x-…`."""
    return kind in ("path item", "response") and name.startswith("x-")
