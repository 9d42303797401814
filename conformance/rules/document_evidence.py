"""The evidence for the rules on the document: its elements, and its earlier revisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from conformance.contract.elements import Element, elements
from conformance.contract.history import Revision
from conformance.contract.keywords import Dialect
from conformance.contract.openapi import Contract
from conformance.contract.schema_graph import closure, in_place, resolve
from conformance.contract.schemas import Schemas
from conformance.model import InputError, JsonValue
from conformance.rules.properties import Property, properties_of
from conformance.rules.relation_kinds import Relation
from conformance.rules.relations import relations


@dataclass(frozen=True, eq=False)
class DocumentEvidence:
    """A document as its rules see it; compared by identity, so that results can be cached."""

    contract: Contract
    schemas: Schemas
    revisions: tuple[Revision, ...] = ()
    """The known earlier revisions of the document."""

    @property
    def is_3_1(self) -> bool:
        """Whether the dialect of the document's schemas is 2020-12."""
        return self.contract.dialect is Dialect.DRAFT_2020_12

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Every element, in the document's order."""
        return tuple(elements(self.contract.document))

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[Element, ...]]:
        grouped: dict[str, list[Element]] = defaultdict(list)
        for element in self.elements:
            if not element.is_reference or element.kind == "schema":
                grouped[element.kind].append(element)
        return {kind: tuple(found) for kind, found in grouped.items()}

    def of(self, kind: str) -> tuple[Element, ...]:
        """Return the elements of a kind, without those that only refer to another (schemas may do both)."""
        return self._by_kind.get(kind, ())

    @property
    def properties(self) -> Iterator[Element]:
        """The schemas of named properties."""
        return (element for element in self.of("schema") if element.is_property)

    @cached_property
    def objects(self) -> Mapping[str, tuple[Element, ...]]:
        """The properties of each schema that declares some, by its pointer."""
        grouped: dict[str, list[Element]] = defaultdict(list)
        for element in self.properties:
            assert element.owner is not None
            grouped[element.owner.pointer].append(element)
        return {pointer: tuple(found) for pointer, found in grouped.items()}

    def object_of(self, pointer: str) -> Mapping[str, Property]:
        """Return the properties that an object has by the schema at a pointer, those of `$ref` and `allOf` included."""
        if pointer not in self._objects_of:
            self._objects_of[pointer] = properties_of(self.contract.document, pointer)
        return self._objects_of[pointer]

    def in_place(self, schema: Element, keywords: tuple[str, ...]) -> tuple[Element, ...]:
        """Return a schema and those that apply to the same instance, by references and by some keywords."""
        key = (schema.pointer, keywords)
        if key not in self._in_place:
            places = in_place(self.contract.document, *key)
            self._in_place[key] = tuple(self.by_pointer[at] for at, _ in places if at in self.by_pointer)
        return self._in_place[key]

    def relations(self, pointer: str) -> tuple[Relation, ...]:
        """Return the relations between the properties of the object that the schema at a pointer describes."""
        if pointer not in self._relations:
            self._relations[pointer] = relations(self.object_of(pointer))
        return self._relations[pointer]

    @cached_property
    def _in_place(self) -> dict[tuple[str, tuple[str, ...]], tuple[Element, ...]]:
        return {}

    @cached_property
    def _objects_of(self) -> dict[str, Mapping[str, Property]]:
        return {}

    @cached_property
    def _relations(self) -> dict[str, tuple[Relation, ...]]:
        return {}

    @cached_property
    def by_pointer(self) -> Mapping[str, Element]:
        """Every element by its pointer."""
        return {element.pointer: element for element in self.elements}

    def resolved(self, element: Element) -> Element:
        """Return the target of an element's reference, or the element itself."""
        if not element.is_reference:
            return element
        try:
            pointer, _ = resolve(self.contract.document, element.pointer)
        except InputError:
            return element
        return self.by_pointer.get(pointer, element)

    def keyword(self, element: Element, name: str) -> JsonValue:
        """Return the value of a keyword of an element, or of what it refers to; None without."""
        return element.node.get(name, self.resolved(element).node.get(name))

    def types(self, element: Element) -> frozenset[str]:
        """Return the types that a schema allows by name; those that its keywords imply where it names none."""
        stated = self.keyword(element, "type")
        if isinstance(stated, str | list):
            names = [stated] if isinstance(stated, str) else stated
            return frozenset(name for name in names if isinstance(name, str))
        node = self.resolved(element).node
        implied = {"object": ("properties", "additionalProperties"), "array": ("items", "prefixItems")}
        return frozenset(kind for kind, keywords in implied.items() if any(key in node for key in keywords))

    @cached_property
    def answered(self) -> frozenset[str]:
        """The pointers of the schemas that describe responses."""
        return self._reached("response", "header")

    @cached_property
    def asked(self) -> frozenset[str]:
        """The pointers of the schemas that describe requests."""
        return self._reached("request body", "parameter")

    def _reached(self, *kinds: str) -> frozenset[str]:
        """Follow references and parts from every schema in an element of some kinds."""
        below: dict[str, list[str]] = defaultdict(list)
        for element in self.of("schema"):
            if element.owner is not None:
                below[element.owner.pointer].append(element.pointer)

        def following(pointer: str) -> Iterator[str]:
            yield from below[pointer]
            yield self.resolved(self.by_pointer[pointer]).pointer

        return frozenset(closure((each.pointer for each in self.of("schema") if _holder(each) in kinds), following))


def _holder(element: Element) -> str:
    """Return the kind of the element that a schema belongs to, past media types and schemas."""
    owner = element.owner
    while owner is not None and owner.kind in ("schema", "media type", "encoding"):
        owner = owner.owner
    return owner.kind if owner is not None else ""
