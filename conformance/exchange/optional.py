"""Optional parameters: which drawn ones are sent, and values just beyond what the contract allows for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest

from conformance.contract.document import Document
from conformance.contract.openapi import Operation, Parameter
from conformance.exchange.actions import names_an_action
from conformance.exchange.declared import mapping_at
from conformance.exchange.generation import Generated, Optional
from conformance.model import JsonValue

BEYOND = 2
"""How many requests of an operation have an optional parameter out of its bounds."""
_INT64 = 2**63


def kept(drawn: Generated, operation: Operation, optional: Optional) -> Generated:
    """Return a draw with only those optional parameters that are sent: a GET that acts is not asked by chance."""
    if optional is Optional.ALL:
        return drawn
    required = {each.name for each in operation.required_parameters}
    query = {
        name: text
        for name, text in drawn.query.items()
        if name in required or (optional is Optional.KNOWN and not names_an_action(f"{name} {text}"))
    }
    return replace(drawn, query=query)


def beyond(operation: Operation, document: Document) -> Iterator[tuple[str, str, str]]:
    """Yield the name of an optional parameter, how it is out of its bounds, and the text; parameters take turns.

    Numbers come first, for they find the most: a limit of -1, an offset beyond 64 bits. Nothing is yielded for a
    parameter whose name says that it acts.
    """
    asked = [
        each
        for each in operation.parameters
        if each.location == "query" and not each.required and not names_an_action(each.name)
    ]
    found = [[(each.name, how, text) for how, text in _beyond(each, document)] for each in asked]
    numbers = [each for each in found if each and each[0][1] == "below"]
    others = [each for each in found if each not in numbers]
    yield from (each for turn in zip_longest(*numbers, *others) for each in turn if each is not None)


def _beyond(parameter: Parameter, document: Document) -> Iterator[tuple[str, str]]:
    schema = {} if parameter.schema is None else _described(document, parameter.schema)
    kind, choices, longest = schema.get("type"), schema.get("enum"), schema.get("maxLength")
    if kind in ("integer", "number"):
        yield "below", str(_bound(schema, "minimum", "exclusiveMinimum", 0) - 1)
        yield "above", str(_bound(schema, "maximum", "exclusiveMaximum", _INT64 - 1) + 1)
    elif kind == "boolean":
        yield "neither", "maybe"
    elif isinstance(choices, list) and choices:
        yield "not-listed", f"{choices[0]}x"
    elif isinstance(longest, int) and longest < 2000:
        yield "too-long", "x" * (longest + 1)
    elif schema.get("format") in ("date", "date-time", "uuid"):
        yield "malformed", "x"


def _bound(schema: Mapping[str, JsonValue], inclusive: str, exclusive: str, default: int) -> int:
    """Return the bound of a number; in OpenAPI 3.0 the exclusive one is a flag beside it."""
    bounds = [schema.get(inclusive), schema.get(exclusive)]
    return next((int(each) for each in bounds if isinstance(each, int | float) and not isinstance(each, bool)), default)


def _described(document: Document, pointer: str) -> Mapping[str, JsonValue]:
    """Return a schema, or the branch of `anyOf` and the like that is not only null: frameworks write optional so."""
    schema = mapping_at(document, pointer)
    for keyword in ("anyOf", "oneOf", "allOf"):
        branches = schema.get(keyword)
        for index in range(len(branches) if isinstance(branches, list) else 0):
            branch = mapping_at(document, f"{pointer}/{keyword}/{index}")
            if branch.get("type") != "null":
                return {**branch, **schema}
    return schema
