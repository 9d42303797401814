"""The objects in the examples of a document, judged by what must hold within each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from conformance.contract.document import escape
from conformance.contract.elements import Element
from conformance.contract.keywords import CHOOSERS
from conformance.contract.schema_graph import in_place, subschemas
from conformance.model import JsonValue
from conformance.rules.document._examples import examples
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.properties import Property
from conformance.rules.relation_kinds import Breach, Relation
from conformance.rules.snippet import snippet

_DEPTH = 12
# The maximum of combinations that are tried where properties have several examples.
_COMBINATIONS = 32


@dataclass(frozen=True)
class Shown:
    """A value that an example gives for a property, and its pointer."""

    pointer: str
    value: JsonValue


Row = Mapping[str, tuple[Shown, ...]]
"""The values for each property: one in an example of the whole, else each of the property's own examples."""


def judged(evidence: DocumentEvidence, kind: str) -> Iterator[Observation]:
    """Observe for every row in the examples whether it satisfies the relations of a kind."""
    seen: set[tuple[str, str]] = set()
    for relation, row in _related(evidence, kind):
        breach, shown = _breach(relation, row)
        if breach is None or shown is None:
            yield Conforming()
        elif (shown.pointer, breach.message) not in seen:
            seen.add((shown.pointer, breach.message))
            about = " and ".join(name for name in relation.names if name != breach.property)
            fix = _fix(shown.pointer, breach)
            message = f"in the examples, {breach.message}"
            yield quirk(shown.pointer, f"{kind} {about}", message, breach.expected, breach.actual, fix)


def _related(evidence: DocumentEvidence, kind: str) -> Iterator[tuple[Relation, Row]]:
    """Yield each relation of a kind with each row that has all of its properties."""
    for pointer, row in (*_assembled(evidence), *_whole(evidence)):
        for relation in evidence.relations(pointer):
            if relation.kind == kind and all(name in row for name in relation.names):
                yield relation, row


def _assembled(evidence: DocumentEvidence) -> Iterator[tuple[str, Row]]:
    """Yield for every object with relations the row that is assembled from the examples of its properties."""
    for element in evidence.of("schema"):
        is_object = not element.node.keys().isdisjoint(("properties", "allOf"))
        if is_object and element.keyword != "allOf" and evidence.relations(element.pointer):
            properties = evidence.object_of(element.pointer)
            shown = ((name, tuple(_own(each))) for name, each in properties.items())
            yield element.pointer, {name: values for name, values in shown if values}


def _own(each: Property) -> Iterator[Shown]:
    """Yield the examples of a property: the nearest, not those of a schema that it shares with others."""
    for at, node in each.parts:
        listed = node.get("examples")
        if "example" in node:
            yield Shown(f"{at}/example", node["example"])
        elif isinstance(listed, list):
            yield from (Shown(f"{at}/examples/{index}", value) for index, value in enumerate(listed))
        if "example" in node or (isinstance(listed, list) and listed):
            return


def _whole(evidence: DocumentEvidence) -> Iterator[tuple[str, Row]]:
    """Yield the objects in the examples of a whole, at any depth, each with the schema that describes it."""
    for example in examples(evidence):
        waiting = [(example.schema, example.pointer, example.value, 0)] if _is_deep(example.value) else []
        while waiting:
            at, pointer, value, depth = waiting.pop(0)
            element = evidence.by_pointer.get(at)
            if element is None or depth > _DEPTH:
                continue
            if isinstance(value, dict):
                yield at, {name: (Shown(f"{pointer}/{escape(name)}", part),) for name, part in value.items()}
            for child, token, part in _below(evidence, element, value):
                inner = f"{pointer}/{escape(token)}" if token else pointer
                waiting.append((child, inner, part, depth + 1))


def _is_deep(value: JsonValue) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict | list) for each in value))


def _below(evidence: DocumentEvidence, element: Element, value: JsonValue) -> Iterator[tuple[str, str, JsonValue]]:
    """Yield the schemas of the parts of a value, each with the name or index of its part; of alternatives, each."""
    if isinstance(value, dict):
        for name, each in evidence.object_of(element.pointer).items():
            if _is_deep(value.get(name)):
                yield each.pointer, name, value[name]
    for at, node in in_place(evidence.contract.document, element.pointer):
        if isinstance(value, list) and isinstance(node.get("items"), dict):
            yield from ((f"{at}/items", str(index), part) for index, part in enumerate(value) if _is_deep(part))
        yield from ((each.pointer, "", value) for each in subschemas(at, node, CHOOSERS))


def _breach(relation: Relation, row: Row) -> tuple[Breach | None, Shown | None]:
    """Return how a row breaks a relation, for every combination of its properties' examples."""
    names = [name for name in dict.fromkeys((*relation.names, *relation.others)) if name in row]
    first: tuple[Breach | None, Shown | None] = None, None
    for number, values in enumerate(product(*(row[name] for name in names))):
        chosen = dict(zip(names, values, strict=True))
        breach = relation.breach({name: shown.value for name, shown in chosen.items()})
        if breach is None or number == _COMBINATIONS:
            return None, None
        if first[0] is None:
            first = breach, chosen[breach.property]
    return first


def _fix(pointer: str, breach: Breach) -> str:
    keyword, _, last = pointer.rpartition("/")
    if breach.better is None:
        return f"an example of {breach.property}: {breach.expected}"
    if keyword.endswith("/examples") and last.isdigit():
        return snippet([breach.better])
    return snippet({"example" if last == "example" else breach.property: breach.better})
