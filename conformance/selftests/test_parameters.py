"""A value is written in the style of its parameter as OpenAPI and RFC 6570 have it, and read back as itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings

from conformance.contract.openapi import Parameter
from conformance.exchange.parameters import Pairs, query_string, written
from conformance.exchange.parameters import given as carrying
from conformance.exchange.values import Validity
from conformance.model import JsonValue
from conformance.selftests.styles import DETERMINED, NESTED, VALUES, WAYS, judged, parameter_of

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


@DETERMINED
@given(value=NESTED)
def test_round_trip_of_json(value: JsonValue) -> None:
    """A value that is written as JSON is read as itself."""
    content = {"application/json": {"schema": {"const": value}}}
    pairs = written(parameter_of("query", content=content), value)
    assert pairs is not None
    assert judged("query", True, pairs, content=content) is Validity.VALID
