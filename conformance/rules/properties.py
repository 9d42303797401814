"""The properties that an object has by its schema, whether they stand in it, behind `$ref` or in `allOf`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from conformance.contract.document import Document, escape
from conformance.contract.references import resolve
from conformance.model import InputError, JsonValue

Part = tuple[str, Mapping[str, JsonValue]]
"""A pointer and the schema that stands there."""


@dataclass(frozen=True)
class Property:
    """One property: its name, where it stands, and what its schema and all that this refers to say of it."""

    name: str
    pointer: str
    node: JsonValue = field(repr=False)
    document: Document = field(repr=False)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Its schema and those that always hold with it, the nearest first."""
        return tuple(parts(self.document, self.pointer, self.node))

    def keyword(self, name: str) -> JsonValue:
        """Return the first value of a keyword; None without one."""
        return next((node[name] for _, node in self.parts if name in node), None)

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that are stated; null aside."""
        stated = self.keyword("type")
        names = stated if isinstance(stated, list) else [stated]
        return frozenset(name for name in names if isinstance(name, str) and name != "null")

    @property
    def format(self) -> str:
        """The format; empty without one."""
        form = self.keyword("format")
        return form if isinstance(form, str) else ""

    @property
    def members(self) -> tuple[str, ...]:
        """The texts that an enumeration allows."""
        listed = self.keyword("enum")
        return tuple(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()

    @property
    def description(self) -> str:
        """All that its descriptions and those of its values say, in lower case."""
        rest = self.keyword("additionalProperties")
        nodes = [node for _, node in self.parts] + ([rest] if isinstance(rest, Mapping) else [])
        texts = (node.get(keyword) for node in nodes for keyword in ("title", "description"))
        return " ".join(text for text in texts if isinstance(text, str)).lower()

    @cached_property
    def said(self) -> str:
        """All that its own descriptions and those of its items say, as it is written."""
        items = self.keyword("items")
        within = parts(self.document, f"{self.pointer}/items", items) if isinstance(items, Mapping) else ()
        texts = (node.get(keyword) for _, node in (*self.parts, *within) for keyword in ("description", "title"))
        return "\n".join(text for text in texts if isinstance(text, str))

    @property
    def is_map_of_integers(self) -> bool:
        """Whether it maps names that the schema does not list to integers."""
        rest = self.keyword("additionalProperties")
        return isinstance(rest, Mapping) and rest.get("type") == "integer" and self.types <= {"object"}


def parts(document: Document, pointer: str, node: JsonValue) -> Iterator[Part]:
    """Yield a schema and those that always hold with it: what its `$ref` leads to, and its `allOf` branches."""
    waiting: list[tuple[str, JsonValue]] = [(pointer, node)]
    seen: set[str] = set()
    while waiting:
        at, schema = waiting.pop(0)
        if at in seen or not isinstance(schema, Mapping):
            continue
        seen.add(at)
        yield at, schema
        branches = schema.get("allOf")
        for index, branch in enumerate(branches if isinstance(branches, list) else ()):
            waiting.append((f"{at}/allOf/{index}", branch))
        if isinstance(schema.get("$ref"), str):
            try:
                waiting.append(resolve(document, at))
            except InputError:
                continue


def properties_of(document: Document, pointer: str, node: JsonValue) -> dict[str, Property]:
    """Return the properties of the object that a schema describes, by name."""
    found: dict[str, Property] = {}
    for at, schema in parts(document, pointer, node):
        listed = schema.get("properties")
        for name, child in listed.items() if isinstance(listed, Mapping) else ():
            where = f"{at}/properties/{escape(name)}"
            if name not in found:
                found[name] = Property(name, where, child, document)
    return found
