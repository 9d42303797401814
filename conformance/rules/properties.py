"""The properties of an object by its schema, including those behind `$ref` and in `allOf`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from conformance.contract.document import Document
from conformance.contract.schema_graph import in_place, subschemas
from conformance.model import JsonValue


@dataclass(frozen=True)
class Property:
    """One property: its name, its pointer, and the keywords of its schema and all that this refers to."""

    name: str
    pointer: str
    document: Document = field(repr=False)

    @cached_property
    def parts(self) -> tuple[tuple[str, Mapping[str, JsonValue]], ...]:
        """Its schema and those that always apply with it, the nearest first, each after its pointer."""
        return tuple(in_place(self.document, self.pointer))

    def keyword(self, name: str) -> JsonValue:
        """Return the first value of a keyword; None without one."""
        return next((node[name] for _, node in self.parts if name in node), None)

    @cached_property
    def types(self) -> frozenset[str]:
        """The stated types without null."""
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
        """The strings of its `enum`."""
        listed = self.keyword("enum")
        return tuple(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()

    @property
    def description(self) -> str:
        """Its titles and descriptions and those of its values, in lower case."""
        rest = self.keyword("additionalProperties")
        nodes = [node for _, node in self.parts] + ([rest] if isinstance(rest, Mapping) else [])
        texts = (node.get(keyword) for node in nodes for keyword in ("title", "description"))
        return " ".join(text for text in texts if isinstance(text, str)).lower()

    @cached_property
    def said(self) -> str:
        """Its titles and descriptions and those of its items, as written."""
        items = next((f"{at}/items" for at, node in self.parts if "items" in node), None)
        within = in_place(self.document, items) if items is not None else ()
        texts = (node.get(keyword) for _, node in (*self.parts, *within) for keyword in ("description", "title"))
        return "\n".join(text for text in texts if isinstance(text, str))

    @property
    def is_map_of_integers(self) -> bool:
        """Whether it maps undeclared names to integers."""
        rest = self.keyword("additionalProperties")
        return isinstance(rest, Mapping) and rest.get("type") == "integer" and self.types <= {"object"}


def properties_of(document: Document, pointer: str) -> dict[str, Property]:
    """Return the properties of the object that a schema describes, by name."""
    found: dict[str, Property] = {}
    for at, schema in in_place(document, pointer):
        for each in subschemas(at, schema, ("properties",)):
            found.setdefault(each.name, Property(each.name, each.pointer, document))
    return found
