"""Every example of a document, with the schema that it must match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.contract.document import escape
from conformance.contract.elements import Element
from conformance.model import JsonValue
from conformance.rules.document_evidence import DocumentEvidence


@dataclass(frozen=True)
class Example:
    """One example: its place, its value, and the pointer of its schema."""

    pointer: str
    value: JsonValue
    schema: str
    element: Element
    """The schema, parameter, header or media type that it is an example of."""


def examples(evidence: DocumentEvidence) -> Iterator[Example]:
    """Yield the examples of schemas, and of parameters, headers and media types that have a schema."""
    for element in evidence.elements:
        if element.kind == "schema":
            yield from _of_schema(element)
        elif element.kind in ("parameter", "header", "media type") and isinstance(element.node.get("schema"), dict):
            yield from _of_holder(evidence, element)


def _of_schema(element: Element) -> Iterator[Example]:
    if "example" in element.node:
        yield Example(f"{element.pointer}/example", element.node["example"], element.pointer, element)
    listed = element.node.get("examples")
    for index, value in enumerate(listed if isinstance(listed, list) else ()):
        yield Example(f"{element.pointer}/examples/{index}", value, element.pointer, element)


def _of_holder(evidence: DocumentEvidence, element: Element) -> Iterator[Example]:
    schema = f"{element.pointer}/schema"
    if "example" in element.node:
        yield Example(f"{element.pointer}/example", element.node["example"], schema, element)
    named = element.node.get("examples")
    for name in named if isinstance(named, dict) else ():
        pointer = f"{element.pointer}/examples/{escape(name)}"
        example = evidence.by_pointer.get(pointer)
        target = evidence.resolved(example) if example is not None else None
        if target is not None and "value" in target.node:
            yield Example(f"{target.pointer}/value", target.node["value"], schema, element)


def texts(evidence: DocumentEvidence) -> Iterator[tuple[str, str, str, bool]]:
    """Yield pointer, pointer of the schema, text, and whether it is an example: one of many possible values."""
    for example in examples(evidence):
        if isinstance(example.value, str):
            yield example.pointer, example.schema, example.value, True
    for schema in evidence.of("schema"):
        for pointer, value in _given(schema):
            if isinstance(value, str):
                yield pointer, schema.pointer, value, False


def _given(schema: Element) -> Iterator[tuple[str, object]]:
    if "default" in schema.node:
        yield f"{schema.pointer}/default", schema.node["default"]
    listed = schema.node.get("enum")
    for index, value in enumerate(listed if isinstance(listed, list) else ()):
        yield f"{schema.pointer}/enum/{index}", value
