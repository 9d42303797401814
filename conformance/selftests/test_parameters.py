"""A value is written in the style of its parameter as OpenAPI and RFC 6570 have it, and read back as itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import TypeAlias
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract.document import parse
from conformance.contract.openapi import Contract, Parameter, read_contract
from conformance.contract.schemas import Schemas
from conformance.exchange.parameter_values import validity
from conformance.exchange.parameters import STYLES, Pairs, query_string, written
from conformance.exchange.parameters import given as carrying
from conformance.exchange.values import Validity
from conformance.model import JsonValue

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=300)
LIST, OBJECT = ["blue", "black", "brown"], {"R": 100, "G": 200, "B": 150}
UNDEFINED = "undefined"
NOT_WRITTEN: Sequence[JsonValue] = ([], {}, None, [None], [[1]], [{}], {"a": [1]}, [""], ["a", ""], float("nan"))
PLACES = {
    "matrix": "path",
    "label": "path",
    "simple": "path",
    "form": "query",
    "spaceDelimited": "query",
    "pipeDelimited": "query",
    "deepObject": "query",
}
WAYS = [
    (place, style, explode) for place, styles in STYLES.items() for style in sorted(styles) for explode in (True, False)
]


def contract_of(location: str, schema: JsonValue, /, **fields: JsonValue) -> Contract:
    """Return a contract with one parameter, whose fields may have `content` instead of the schema."""
    parameter = {"name": "color", "in": location, "required": True, "schema": schema, **fields}
    paths = {"/a/{color}" if location == "path" else "/a": {"get": {"parameters": [parameter]}}}
    return read_contract(parse(json.dumps({"openapi": "3.1.0", "paths": paths}), "a.yaml"))


def parameter_of(location: str, schema: JsonValue = True, **fields: JsonValue) -> Parameter:
    (parameter,) = contract_of(location, schema, **fields).operations[0].parameters
    return parameter


def judged(location: str, schema: JsonValue, pairs: Pairs, **fields: JsonValue) -> Validity | None:
    contract = contract_of(location, schema, **fields)
    return validity(contract.operations[0].parameters[0], pairs, Schemas(contract))


def as_sent(parameter: Parameter, pairs: Pairs | None) -> str:
    """Return what stands in a URL or a header."""
    if pairs is None:
        return UNDEFINED
    return query_string(pairs) if parameter.location == "query" else ",".join(text for _, text in pairs)


@pytest.mark.parametrize(
    ("style", "explode", "empty", "text", "listed", "members"),
    [
        ("matrix", False, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
        ("matrix", True, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
        # OpenAPI up to 3.0.3 and 3.1.0 has .blue.black.brown, and RFC 6570, to which it refers, .blue,black,brown.
        ("label", False, ".", ".blue", UNDEFINED, UNDEFINED),
        ("label", True, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
        ("form", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
        ("form", True, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
        ("simple", False, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
        ("simple", True, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
        (
            "spaceDelimited",
            False,
            UNDEFINED,
            UNDEFINED,
            "color=blue%20black%20brown",
            "color=R%20100%20G%20200%20B%20150",
        ),
        ("spaceDelimited", True, UNDEFINED, UNDEFINED, UNDEFINED, UNDEFINED),
        (
            "pipeDelimited",
            False,
            UNDEFINED,
            UNDEFINED,
            "color=blue%7Cblack%7Cbrown",
            "color=R%7C100%7CG%7C200%7CB%7C150",
        ),
        ("pipeDelimited", True, UNDEFINED, UNDEFINED, UNDEFINED, UNDEFINED),
        ("deepObject", True, UNDEFINED, UNDEFINED, UNDEFINED, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
        # The default of `explode` is false; every framework writes a deepObject in one way.
        ("deepObject", False, UNDEFINED, UNDEFINED, UNDEFINED, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ],
)
def test_table_of_styles(style: str, explode: bool, empty: str, text: str, listed: str, members: str) -> None:
    """The values of the table in OpenAPI 3.1 section 4.8.12.4 are written as it says."""
    parameter = parameter_of(PLACES[style], style=style, explode=explode)
    found = [as_sent(parameter, written(parameter, value)) for value in ("", "blue", LIST, OBJECT)]
    assert [empty, text, listed, members] == found


@pytest.mark.parametrize(
    ("location", "fields", "value", "expected"),
    [
        # RFC 6570 sections 3.2.2, 3.2.5, 3.2.7 and 3.2.8: {hello}, {half}, {.half}, {;half}, {?half}, {?list*}
        ("path", {}, "Hello World!", "Hello%20World%21"),
        ("path", {}, "50%", "50%25"),
        ("path", {"style": "label"}, "50%", ".50%25"),
        ("path", {"style": "matrix"}, "50%", ";color=50%25"),
        ("query", {}, "50%", "color=50%25"),
        ("query", {}, ["red", "green", "blue"], "color=red&color=green&color=blue"),
        ("query", {}, {"semi": ";", "dot": "."}, "semi=%3B&dot=."),
        ("path", {"explode": True}, {"semi": ";", "dot": "."}, "semi=%3B,dot=."),
        # Numbers and booleans are written as in JSON; a list keeps its order.
        ("query", {"explode": False}, [1, True, -2.5], "color=1,true,-2.5"),
        ("header", {}, [1, 2], "1,2"),
        ("header", {"explode": True}, {"a": 1, "b": False}, "a=1,b=false"),
        ("cookie", {"explode": False}, ["a", "b"], "a,b"),
        ("cookie", {}, ["a"], "a"),
        # What a server that decodes first would take apart, and what has no form.
        ("query", {"explode": False}, ["a,b"], UNDEFINED),
        ("path", {}, ["a,b", "c"], UNDEFINED),
        ("path", {"style": "label", "explode": True}, [1.5, 2], UNDEFINED),
        ("path", {"style": "matrix"}, ["a=b"], UNDEFINED),
        ("query", {"style": "pipeDelimited"}, ["a|b"], UNDEFINED),
        ("query", {"style": "spaceDelimited"}, ["a b"], UNDEFINED),
        *((*way, UNDEFINED) for way in product(["query"], [{}, {"explode": False}], NOT_WRITTEN)),
        ("query", {"style": "deepObject"}, {"a": {"b": 1}}, UNDEFINED),
        ("cookie", {}, ["a", "b"], UNDEFINED),
        ("cookie", {}, {"a": 1}, UNDEFINED),
        ("path", {"style": "form"}, "a", UNDEFINED),
        ("query", {"style": "simple"}, "a", UNDEFINED),
    ],
)
def test_written(location: str, fields: Mapping[str, JsonValue], value: JsonValue, expected: str) -> None:
    """Values are percent-encoded and delimiters are not; what the style leaves undefined is not written."""
    parameter = parameter_of(location, **fields)
    assert expected == as_sent(parameter, written(parameter, value))


@pytest.mark.parametrize(
    ("media", "value", "expected"),
    [
        ("application/json", {"a": [1, "é"], "b": None}, "color=%7B%22a%22%3A%5B1,%22%C3%A9%22%5D,%22b%22%3Anull%7D"),
        ("application/geo+json; a=b", [], "color=%5B%5D"),
        ("application/json", float("inf"), UNDEFINED),
        ("text/plain", "a b", "color=a%20b"),
        ("text/plain", 1, UNDEFINED),
        ("application/xml", "a", UNDEFINED),
    ],
)
def test_content(media: str, value: JsonValue, expected: str) -> None:
    """With `content`, a value is written in its media type instead of a style; that of XML is not known."""
    parameter = parameter_of("query", content={media: {"schema": True}})
    assert expected == as_sent(parameter, written(parameter, value))


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("text", ["7", "a b"])
def test_known_text(way: tuple[str, str, bool], text: str) -> None:
    """A known text is sent as a scalar, which is written as a list with this item."""
    location, style, explode = way
    parameter = parameter_of(location, style=style, explode=explode)
    sent, listed = carrying(parameter, text), written(parameter, [text])
    is_equal = sent == listed if listed is not None else sent in (None, written(parameter, text))
    assert is_equal
    whole = parameter_of("query", content={"application/json": {}})
    assert carrying(whole, '{"a":1}') == (("color", '{"a":1}'),)


FLOATS = st.floats(-1e9, 1e9).map(lambda each: round(each, 4))
SCALARS = st.text("ab1- .,é", max_size=4) | st.integers(-(2**40), 2**40) | st.booleans() | FLOATS
VALUES = (
    SCALARS
    | st.lists(SCALARS, max_size=4)
    | st.dictionaries(st.text("xyz", min_size=1, max_size=2), SCALARS, max_size=3)
)


def schema_of(value: JsonValue) -> JsonValue:
    """Return a schema that only this value meets, and that says of which types its parts are."""
    if isinstance(value, list):
        return {"type": "array", "items": {"type": ["string", "number", "boolean"]}, "const": value}
    if isinstance(value, dict):
        return {"type": "object", "properties": {name: schema_of(each) for name, each in value.items()}, "const": value}
    kind = {str: "string", bool: "boolean", int: "integer", float: "number"}[type(value)]
    return {"type": kind, "const": value}


@pytest.mark.parametrize("way", WAYS, ids=str)
@settings(DETERMINED, max_examples=60)
@given(value=VALUES)
def test_round_trip(way: tuple[str, str, bool], value: JsonValue) -> None:
    """What is written for a value is read as this value, in every style, for every type."""
    location, style, explode = way
    pairs = written(parameter_of(location, style=style, explode=explode), value)
    if pairs is not None:
        assert judged(location, schema_of(value), pairs, style=style, explode=explode) is Validity.VALID


NESTED = st.recursive(
    SCALARS | st.none(), lambda each: st.lists(each, max_size=2) | st.dictionaries(st.text("xy"), each, max_size=2)
)


@DETERMINED
@given(value=NESTED)
def test_round_trip_of_json(value: JsonValue) -> None:
    """A value that is written as JSON is read as itself."""
    content = {"application/json": {"schema": {"const": value}}}
    pairs = written(parameter_of("query", content=content), value)
    assert pairs is not None
    assert judged("query", True, pairs, content=content) is Validity.VALID


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
    """Return an object, as a server without types reads JSON."""
    made = json.loads(text)
    return made["a"] + 1 if isinstance(made, dict) else made["a"]


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
