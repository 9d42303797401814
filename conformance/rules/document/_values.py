"""Every value in the examples of a document, with its place and the name of its property."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.contract.document import escape
from conformance.contract.elements import Element
from conformance.model import JsonValue
from conformance.rules.document._examples import Example, examples
from conformance.rules.document_evidence import DocumentEvidence


@dataclass(frozen=True)
class Held:
    """A value at some depth of an example."""

    pointer: str
    value: JsonValue
    example: Example
    names: tuple[str, ...]
    """The property names that lead to it within the example, without indices."""
    depth: int
    """The number of arrays around it within the example."""


def held(evidence: DocumentEvidence) -> Iterator[Held]:
    """Yield every value of every example, each before its parts."""
    for example in examples(evidence):
        waiting = [Held(example.pointer, example.value, example, (), 0)]
        while waiting:
            each = waiting.pop()
            yield each
            if isinstance(each.value, dict):
                parts = [(name, part, (*each.names, name), each.depth) for name, part in each.value.items()]
            elif isinstance(each.value, list):
                parts = [(str(index), part, each.names, each.depth + 1) for index, part in enumerate(each.value)]
            else:
                continue
            waiting += [
                Held(f"{each.pointer}/{escape(token)}", part, example, names, depth)
                for token, part, names, depth in reversed(parts)
            ]


def name_of(element: Element) -> str:
    """Return the name of an example's property, parameter or header; empty where it has none."""
    if element.kind == "parameter":
        return element.text("name")
    if element.kind == "header" or element.is_property:
        return element.name
    owner = element.owner
    if element.kind == "schema" and element.keyword in ("schema", "items", "allOf", "anyOf", "oneOf") and owner:
        return name_of(owner) if owner.kind in ("schema", "parameter", "header") else ""
    return ""
