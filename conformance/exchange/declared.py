"""The values of a parameter that the document itself shows: defaults, enumerations, constants and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.contract.document import Document
from conformance.contract.openapi import Parameter
from conformance.contract.schema_graph import resolve
from conformance.exchange.listing import text_of
from conformance.model import InputError, JsonValue


def allowed(document: Document, parameter: Parameter) -> Iterator[str]:
    """Yield the values that the contract says are allowed: the default first, a constant, and an enumeration."""
    schema = _schema(document, parameter)
    enumerated = schema.get("enum")
    is_boolean = schema.get("type") == "boolean"
    choices = [schema.get("default"), schema.get("const"), *(enumerated if isinstance(enumerated, list) else ())]
    yield from _texts([*choices, *([False] if is_boolean else ())])


def examples(document: Document, parameter: Parameter) -> Iterator[str]:
    """Yield the values of its examples, which may be unknown to the API (OpenAPI 3.1 section 4.8.12)."""
    node = mapping_at(document, parameter.pointer)
    schema = _schema(document, parameter)
    several, listed = node.get("examples"), schema.get("examples")
    named = [*several.values()] if isinstance(several, Mapping) else []
    values = [each.get("value") for each in named if isinstance(each, Mapping)]
    more = listed if isinstance(listed, list) else []
    yield from _texts([node.get("example"), *values, schema.get("example"), *more])


def _texts(values: list[JsonValue]) -> Iterator[str]:
    for value in values:
        text = str(value).lower() if isinstance(value, bool | float) else text_of(value)
        if text is not None:
            yield text


def _schema(document: Document, parameter: Parameter) -> Mapping[str, JsonValue]:
    return {} if parameter.schema is None else mapping_at(document, parameter.schema)


def mapping_at(document: Document, pointer: str) -> Mapping[str, JsonValue]:
    """Return the object at a pointer, or at what it refers to; an empty one where there is none."""
    try:
        _, node = resolve(document, pointer)
    except InputError:
        return {}
    return node if isinstance(node, Mapping) else {}
