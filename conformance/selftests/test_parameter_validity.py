"""A parameter is malformed only if no correct server reads a valid value, and valid only if all of them do."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract.schemas import Schemas
from conformance.exchange.parameter_values import validity
from conformance.exchange.parameters import Pairs, written
from conformance.exchange.values import Validity
from conformance.model import JsonValue
from conformance.selftests.styles import DETERMINED, NESTED, SCALARS, VALUES, WAYS, contract_of, judged, parameter_of

INTEGERS: dict[str, JsonValue] = {"type": "array", "items": {"type": "integer"}, "minItems": 1}
POINT: dict[str, JsonValue] = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": {"type": "integer"}},
    "additionalProperties": False,
}
WAY: TypeAlias = Mapping[str, JsonValue]
CSV: WAY = {"explode": False}
PIPES: WAY = {"style": "pipeDelimited"}
DEEP: WAY = {"style": "deepObject", "explode": True}


def texts(*each: str) -> Pairs:
    return tuple(("color", text) for text in each)


@pytest.mark.parametrize(
    ("schema", "fields", "pairs", "expected"),
    [
        (INTEGERS, {}, texts("1"), Validity.VALID),
        (INTEGERS, {}, texts("1", "2"), Validity.VALID),
        (INTEGERS, {}, texts("1,2"), Validity.LENIENT),
        (INTEGERS, {}, texts("1|2"), Validity.LENIENT),
        (INTEGERS, {}, texts("[1,2]"), Validity.LENIENT),
        (INTEGERS, {}, texts("+1", "1e3", "01", "1.0", " 2"), Validity.LENIENT),
        (INTEGERS, {}, texts("1", "x"), Validity.MALFORMED),
        (INTEGERS, {}, texts("1.5"), Validity.MALFORMED),
        (INTEGERS, {}, texts("true"), Validity.MALFORMED),
        (INTEGERS, {}, texts(""), None),
        (INTEGERS, CSV, texts("1,2"), Validity.VALID),
        (INTEGERS, CSV, texts("1", "2"), Validity.LENIENT),
        (INTEGERS, CSV, texts("1,,2"), Validity.LENIENT),
        (INTEGERS, CSV, texts("1, 2"), Validity.LENIENT),
        (INTEGERS, CSV, texts("1,x"), Validity.MALFORMED),
        (INTEGERS, PIPES, texts("1|2"), Validity.VALID),
        (INTEGERS, PIPES, texts("1,2"), Validity.LENIENT),
        (INTEGERS, PIPES, texts("a|b"), Validity.MALFORMED),
        (INTEGERS, {**PIPES, "explode": True}, texts("a"), None),
        (INTEGERS, DEEP, texts("a"), None),
        ({**INTEGERS, "minItems": 2}, {}, texts("1"), Validity.MALFORMED),
        ({**INTEGERS, "maxItems": 1}, {}, texts("1", "2"), Validity.MALFORMED),
        ({"type": "array", "items": {"type": "array"}}, {}, texts("1"), None),
        ({"type": "array", "items": {}}, {}, texts("1"), Validity.VALID),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, CSV, texts("a,b"), Validity.VALID),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, CSV, texts("A"), Validity.LENIENT),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, CSV, texts("a,c"), Validity.MALFORMED),
        ({"anyOf": [{"type": "integer"}, INTEGERS]}, {}, texts("1"), Validity.VALID),
        ({"anyOf": [{"type": "integer"}, INTEGERS]}, {}, texts("x"), None),
        ({"anyOf": [{"type": "integer"}, {}]}, {}, texts("x"), Validity.VALID),
        (POINT, DEEP, (("color[a]", "1"),), Validity.VALID),
        (POINT, DEEP, (("color[a]", "1"), ("color[b]", "1")), Validity.LENIENT),
        (POINT, DEEP, (("color.a", "1"),), Validity.LENIENT),
        (POINT, DEEP, (("color[a]", "x"),), Validity.MALFORMED),
        (POINT, DEEP, texts('{"a": 1}'), Validity.LENIENT),
        (POINT, {}, (("a", "1"),), Validity.VALID),
        (POINT, CSV, texts("a,1"), Validity.VALID),
        (POINT, CSV, texts("a,x"), Validity.MALFORMED),
        ({"type": "object"}, DEEP, (("color[a]", "x"),), Validity.VALID),
        ({"type": "integer"}, {}, texts("1", "x"), Validity.LENIENT),
        ({"type": "integer"}, {}, texts("x", "y"), Validity.MALFORMED),
        ({"type": "integer"}, {}, texts("1.0"), Validity.LENIENT),
        ({"type": "number"}, {}, texts("1.0"), Validity.VALID),
        ({"type": "integer"}, {}, texts("9" * 30), Validity.LENIENT),
        ({"type": "boolean"}, {}, texts("yes"), Validity.LENIENT),
        ({"type": "boolean"}, {}, texts(""), Validity.LENIENT),
        ({"type": "boolean"}, {}, texts("2"), Validity.MALFORMED),
        ({"type": "string"}, {}, texts("[1]"), Validity.VALID),
        ({"type": ["string", "null"], "minLength": 9}, {}, texts("null"), Validity.LENIENT),
    ],
)
def test_validity(schema: JsonValue, fields: Mapping[str, JsonValue], pairs: Pairs, expected: Validity | None) -> None:
    """A query is valid in its style, lenient in another usual one, and malformed if no server reads a valid value."""
    assert expected is judged("query", schema, pairs, **fields)


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        ({"type": "object"}, "{}", Validity.VALID),
        ({"type": "object"}, "5", Validity.MALFORMED),
        ({"type": "object"}, "[1]", Validity.MALFORMED),
        ({"type": "object"}, "[]", Validity.LENIENT),  # PHP has one type for both
        ({"type": "object"}, "null", Validity.LENIENT),  # Go leaves a map as it is
        ({"type": "object"}, "{", Validity.MALFORMED),
        (POINT, '{"a": "1"}', Validity.LENIENT),
        (POINT, '{"a": 1, "b": 2}', Validity.LENIENT),
        (POINT, '{"a": "x"}', Validity.MALFORMED),
        (POINT, '{"b": 1}', Validity.MALFORMED),
        (POINT, '{"a": false}', Validity.LENIENT),
        (POINT, '{"a": 1.5}', Validity.MALFORMED),
        ({"type": "string"}, "abc", Validity.LENIENT),
        ({"type": "array", "items": {"type": "boolean"}}, '["yes"]', Validity.LENIENT),
        ({"type": "array", "items": {"type": "string", "pattern": "^z"}}, json.dumps(["ab"] * 40), None),
    ],
)
def test_validity_of_content(schema: JsonValue, text: str, expected: Validity | None) -> None:
    """JSON in a query is judged as JSON, as lenient servers convert its parts; too many ways are undecided."""
    assert expected is judged("query", True, texts(text), content={"application/json": {"schema": schema}})


@pytest.mark.parametrize(
    ("fields", "segment", "expected"),
    [
        ({}, "1,2", Validity.VALID),
        ({}, "1%2C2", None),
        ({}, "x", Validity.MALFORMED),
        ({"style": "label"}, ".1", Validity.VALID),
        ({"style": "label"}, ".1.2", Validity.LENIENT),  # by OpenAPI up to 3.0.3
        ({"style": "label", "explode": True}, ".1.2", Validity.VALID),
        ({"style": "label"}, "1", Validity.LENIENT),
        ({"style": "matrix"}, ";color=1,2", Validity.VALID),
        ({"style": "matrix", "explode": True}, ";color=1;color=2", Validity.VALID),
        ({"style": "matrix", "explode": True}, ";color=1,2", Validity.LENIENT),
        ({"style": "matrix"}, "1", Validity.LENIENT),
        ({"style": "matrix"}, ";color=x", Validity.MALFORMED),
    ],
)
def test_validity_in_a_path(fields: Mapping[str, JsonValue], segment: str, expected: Validity | None) -> None:
    """A segment is judged in its style; a delimiter that is encoded may be data, or decoded first."""
    assert expected is judged("path", INTEGERS, texts(segment), **fields)


def parsed(style: str, explode: bool, pairs: Sequence[tuple[str, str]]) -> Sequence[str] | None:
    """Return the items that a small server reads from a query, or from a path without its percent-encoding."""
    values = [text for name, text in pairs if name == "color"]
    if style == "form" and explode:
        return values or None
    if len(values) != 1:
        return None
    (text,) = values
    if style == "matrix":
        parts = text.split(";")[1:]
        fields = [part.removeprefix("color=") for part in parts if part.startswith("color=")]
        if not text.startswith(";") or len(fields) != len(parts) or not fields:
            return None
        return fields if explode else fields[0].split(",") if len(fields) == 1 else None
    if style == "label":
        return text[1:].split("." if explode else ",") if text.startswith(".") else None
    return text.split({"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ","))


ODD = st.sampled_from(
    ["", "1", "+1", "01", "1.0", "1e3", " 1", "0x1", "yes", "True", "1,2", "a|b", "-", "\u0661", "1_0", "[1]"]
)
TRIED = st.one_of(
    VALUES, NESTED, ODD, st.lists(ODD | SCALARS, max_size=3), st.lists(st.integers(-(10**25), 10**25), max_size=5)
)
SERVED = [way for way in WAYS if way[0] in ("path", "query") and way[1] != "deepObject"]


@pytest.mark.parametrize("way", SERVED, ids=str)
@settings(DETERMINED, max_examples=150)
@given(value=TRIED)
def test_sound_server_is_never_blamed(way: tuple[str, str, bool], value: JsonValue) -> None:
    """Whatever a server reads as a list of integers by the style is not malformed; what is valid, it reads."""
    location, style, explode = way
    pairs = written(parameter_of(location, style=style, explode=explode), value)
    if pairs is None:
        return
    received = [(name, unquote(text)) for name, text in pairs] if location == "path" else pairs
    items = parsed(style, explode, received)
    try:
        is_read = items is not None and all(isinstance(int(item), int) for item in items)
    except ValueError:
        is_read = False
    found = judged(location, INTEGERS, pairs, style=style, explode=explode)
    assert found is not Validity.MALFORMED or not is_read
    assert found is not Validity.VALID or is_read


def read_boolean(text: str) -> object:
    """Return what pydantic reads from a text."""
    return {**dict.fromkeys(["0", "off", "f", "false", "n", "no"], False), **dict.fromkeys(TRUE, True)}[text.lower()]


def read_object(text: str) -> object:
    """Return an integer in a JSON object, as a server without types reads it: a boolean is one in Python."""
    return operator.index(json.loads(text)["a"])


TRUE = ("1", "on", "t", "true", "y", "yes")
READERS: Mapping[str, tuple[Mapping[str, JsonValue], Callable[[str], object]]] = {
    "integer": ({"schema": {"type": "integer"}}, int),
    "number": ({"schema": {"type": "number"}}, float),
    "boolean": ({"schema": {"type": "boolean"}}, read_boolean),
    "optional": ({"schema": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}, int),
    "date": ({"schema": {"type": "string", "format": "date"}}, date.fromisoformat),
    "json": ({"content": {"application/json": {"schema": POINT}}}, read_object),
}
SPELLED = st.sampled_from(["nan", "Infinity", "-inf", "TRUE", "off", "1_000", "2024-01-01", "20240101", "2024-W01-1"])


@pytest.mark.parametrize("kind", READERS)
@DETERMINED
@given(value=TRIED | SPELLED | st.fixed_dictionaries({"a": NESTED}))
def test_sound_reader_is_never_blamed(kind: str, value: JsonValue) -> None:
    """Whatever a usual parser of a type reads is not malformed."""
    fields, read = READERS[kind]
    contract = contract_of("query", True, **fields)
    (parameter,) = contract.operations[0].parameters
    pairs = written(parameter, value)
    if pairs is None or validity(parameter, pairs, Schemas(contract)) is not Validity.MALFORMED:
        return
    for text in (text for name, text in pairs if name == "color"):
        with pytest.raises((ValueError, KeyError, TypeError)):
            read(text)
