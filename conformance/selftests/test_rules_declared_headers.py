"""Examples of the rules on the response headers that a contract declares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from conformance.contract.openapi import Parameter
from conformance.model import Exchange, Outcome
from conformance.selftests.exchanges import (
    CONTRACT,
    Example,
    Examples,
    answer,
    assert_example,
    content,
    contract,
    each_of,
    evidence,
    fails,
    inapplicable,
    limited,
    outcome,
    passes,
    unclear,
)

PRESENT, MATCHES = "declared-header-is-present", "declared-header-matches-its-schema"


def declaring(headers: Mapping[str, Any], status: str = "200") -> str:
    return contract(responses={status: {**content("Batches"), "headers": headers}})


def needing(name: str, status: str = "200") -> str:
    return declaring({name: {"required": True, "schema": {"type": "integer"}}}, status)


def of(schema: Mapping[str, Any], name: str = "X-A", **more: Any) -> str:
    return declaring({name: {"schema": schema, **more}})


def sent(text: str, name: str = "x-a", *more: str) -> Exchange:
    return answer(headers=[(name, each) for each in (text, *more)])


LIST = {"type": "array", "items": {"type": "integer"}, "minItems": 2}
OBJECT = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}
VALUES: Mapping[str, tuple[Mapping[str, Any], tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    # by name: the schema, then what matches, what does not, and what cannot be judged
    "integer": ({"type": "integer"}, ("12", "-1", "0"), ("many", "", "1.5", "1,234", "NaN"), ("12.0", "+12", "1e3")),
    "bounds": ({"type": "integer", "minimum": 0}, ("0",), ("-1",), ()),
    "number": ({"type": "number"}, ("1.5", "2"), ("1.5 s", "null"), ("1e3",)),
    "boolean": ({"type": "boolean"}, ("true", "false"), ("2", "maybe"), ("True", "yes", "1")),
    "enum": ({"type": "string", "enum": ["hit", "miss"]}, ("hit",), ("HIT", "stale", ""), ('"hit"',)),
    "pattern": ({"type": "string", "pattern": "^[0-9a-f]{8}$"}, ("33a64df5",), ("33A64DF5", "x"), ('W/"33a64df5"',)),
    "uuid": (
        {"type": "string", "format": "uuid"},
        ("8c1f2a34-5b6d-4e7f-8a90-b1c2d3e4f506",),
        ("8c1f2a345b6d4e7f8a90b1c2d3e4f506", "none"),
        (),
    ),
    "date-time": (
        {"type": "string", "format": "date-time"},
        ("2024-02-29T04:22:10Z",),
        ("1709180530", "Thu, 29 Feb 2024 04:22:10 GMT"),
        (),
    ),
    "any text": ({"type": "string"}, ("", "a, b", "\xe9"), (), ()),
    "list": (LIST, ("1,2", "1, 2", "1 ,\t2,3"), ("1", "a,b", "1,"), ("1;2", "[1,2]", "")),
    "object": (OBJECT, ("a,1", "a,1,b,x"), ("b,x", "a,x"), ("a=1",)),
    "null": ({"type": ["integer", "null"]}, ("1",), ("many",), ("null", "")),
    "anything": ({}, ("a", "1"), (), ("",)),
}
CASES = [
    pytest.param(of(schema), text, wanted, id=f"{name}: {text}")
    for name, (schema, *texts) in VALUES.items()
    for wanted, each in zip((Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE), texts, strict=True)
    for text in each
]
DATE = "Thu, 29 Feb 2024 04:22:10 GMT"
TIME = {"type": "string", "format": "date-time"}
JSON = declaring({"X-A": {"content": {"application/json": {"schema": OBJECT}}}})

EXAMPLES: Examples = {
    PRESENT: {
        "there": passes(sent("17", "x-total-count"), of=needing("X-Total-Count")),
        "there, whatever it holds": passes(sent("many", "X-TOTAL-COUNT"), of=needing("X-Total-Count")),
        "missing": fails("header X-Total-Count: missing", answer(), of=needing("X-Total-Count")),
        "missing once": fails("header X-A: missing", sent("1"), answer(), of=needing("X-A")),
        "missing from a 429": fails("header X-A: missing", limited(), of=needing("X-A", "429")),
        "missing from a range": fails("header X-A: missing", answer(404), of=needing("X-A", "4XX")),
        "optional": unclear("no answer shows it", answer(), of=of({"type": "integer"})),
        "of another status": unclear("no answer shows it", answer(404), of=needing("X-A")),
        "of the connection": unclear("on the way", answer(), of=needing("Content-Length")),
        "ignored": inapplicable("no response headers", answer(kind=None), of=needing("Content-Type")),
        "none declared": inapplicable("no response headers", answer(), of=CONTRACT),
    },
    MATCHES: {
        "matching": passes(sent("17"), of=of({"type": "integer"})),
        "not matching": fails("header X-A: schema", sent("many"), of=of({"type": "integer"})),
        "not matching once": fails("header X-A: schema", sent("1"), sent("many"), of=of({"type": "integer"})),
        "twice": fails("header X-A: schema", sent("1", "x-a", "1"), of=of({"type": "integer"})),
        "a list in two lines": passes(sent("1", "X-A", "2"), of=of(LIST)),
        "an exploded object": passes(sent("a=1,b=x"), of=of(OBJECT, explode=True)),
        "a list where an exploded object is declared": fails(
            "header X-A: schema", sent("b=x"), of=of(OBJECT, explode=True)
        ),
        "JSON": passes(sent('{"a": 1}'), of=JSON),
        "other JSON": fails("header X-A: schema", sent('{"b": "x"}'), of=JSON),
        "a date as RFC 9110 has it": unclear("5.6.7", sent(DATE, "Last-Modified"), of=of(TIME, "Last-Modified")),
        "not sent": unclear("no answer shows it", answer(), of=of({"type": "integer"})),
        "no schema": unclear("no answer shows it", sent("x"), of=declaring({"X-A": {"description": "a"}})),
        "cookies": unclear("cookies", sent("a=b", "Set-Cookie"), of=of({"type": "integer"}, "Set-Cookie")),
        "another style": unclear("not certain", sent("x"), of=of(LIST, style="form")),
        "none declared": inapplicable("no response headers", answer(), of=CONTRACT),
    },
}


@each_of(EXAMPLES)
def test_examples(requirement: str, example: Example) -> None:
    """Each example leads to its outcome."""
    assert_example(requirement, example)


@pytest.mark.parametrize(("text", "value", "wanted"), CASES)
def test_value(text: str, value: str, wanted: Outcome) -> None:
    """A value is judged by its schema only where no correct reader can take it for another."""
    assert outcome(MATCHES, sent(value), of=text) is wanted


def test_header_by_reference() -> None:
    """A header is read through its reference, and a broken reference declares none that is required."""
    headers = {"X-A": {"$ref": "#/components/headers/A"}, "content-TYPE": {"required": True}, "X-B": "text"}
    made = json.loads(declaring(headers))
    made["components"]["headers"] = {"A": {"required": True, "schema": {"type": "integer"}}}
    (response,) = evidence(of=json.dumps(made)).operation.responses.values()
    at = "#/components/headers/A"
    assert response.headers == (Parameter("X-A", "header", True, at, f"{at}/schema"),)
