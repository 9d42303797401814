"""Schemas are walked by one table: what stands under what, and what judges the same instance."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.contract.document import parse
from conformance.contract.schema_graph import closure, in_place, references_in, rewritten, subschemas, targets

DOCUMENT = parse(
    """\
chain: {$ref: '#/middle', title: first}
middle: {$ref: '#/end', allOf: [{title: branch}, true, 7]}
end: {title: last, anyOf: [{title: perhaps}]}
circle: {allOf: [{$ref: '#/circle'}, {$ref: '#/other'}]}
other: {$ref: '#/circle'}
nowhere: {$ref: '#/none', allOf: [{title: a}]}
dynamic: {$dynamicRef: '#/end'}
percent: {$ref: '#/names/%7Bid%7D'}
names: {'{id}': {title: named}}
""",
    "f.yaml",
)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("end", ["#/end"]),
        ("chain", ["#/chain", "#/middle", "#/end", "#/middle/allOf/0"]),
        ("circle", ["#/circle", "#/circle/allOf/0", "#/circle/allOf/1", "#/other"]),
        ("nowhere", ["#/nowhere", "#/nowhere/allOf/0"]),
        ("dynamic", ["#/dynamic", "#/end"]),
        ("percent", ["#/percent", "#/names/{id}"]),
        ("none", []),
    ],
)
def test_in_place(start: str, expected: list[str]) -> None:
    """Every schema on the way of references and `allOf` judges the instance, the nearest first and each once."""
    assert expected == [at for at, _ in in_place(DOCUMENT, f"#/{start}")]


def test_alternatives() -> None:
    """With further keywords come those that may judge it."""
    titles = [node["title"] for _, node in in_place(DOCUMENT, "#/end", ("allOf", "anyOf"))]
    assert titles == ["last", "perhaps"]


def test_subschemas() -> None:
    """What stands under a keyword has a pointer, and its name there; what has another form than asked has none."""
    schema = {"properties": {"a/b": {}}, "items": False, "anyOf": [{}, True], "allOf": {}, "enum": [{}], "odd": {}}
    found = [(each.pointer, each.name, each.keyword.name) for each in subschemas("#", schema)]
    assert found == [
        ("#/properties/a~1b", "a/b", "properties"),
        ("#/items", "", "items"),
        ("#/anyOf/0", "0", "anyOf"),
        ("#/anyOf/1", "1", "anyOf"),
    ]
    assert [each.pointer for each in subschemas("#", schema, ("items",))] == ["#/items"]
    assert list(subschemas("#", True)) == []


def test_targets() -> None:
    """A schema may refer to several; the property of that name refers to none."""
    assert targets({"$dynamicRef": "#/b", "$ref": "#/a%20b"}) == ["#/a b", "#/b"]
    assert targets({"$ref": {"type": "string"}}) == targets(None) == []


def test_closure() -> None:
    """Places that lead to each other are reached once, the nearest first, and none is asked before its turn."""
    ways = {"a": "bca", "b": "ad", "c": "dd", "d": "a"}
    asked: list[str] = []

    def following(place: str) -> str:
        asked.append(place)
        return ways[place]

    walk = closure("aa", following)
    assert (next(walk), next(walk), asked) == ("a", "b", ["a"])
    assert list(walk) == ["c", "d"]


DATA = {
    "example": {"$ref": "#/a"},
    "examples": {"one": {"$ref": "#/b"}},
    "properties": {"$ref": {"$ref": "#/c"}, "default": {"enum": [{"$ref": "#/d"}]}},
    "x-more": {"$ref": "#/e"},
}


def test_references() -> None:
    """References stand where keywords do: not in values and extensions, and under any name."""
    assert list(references_in(DATA)) == [
        ("#/examples/one/$ref", "#/b"),
        ("#/properties/$ref/$ref", "#/c"),
    ]


def test_rewritten() -> None:
    """Every object with keywords is changed, and neither maps from names nor values."""

    def change(copy: dict[str, Any], pointer: str) -> dict[str, Any]:
        return {**copy, "at": pointer}

    made = rewritten(DATA, change)
    assert made["example"] == DATA["example"]
    assert made["examples"] == {"one": {"$ref": "#/b", "at": "#/examples/one"}}
    assert made["properties"]["default"] == {"enum": [{"$ref": "#/d"}], "at": "#/properties/default"}
    assert (made["at"], "at" in DATA) == ("#", False)
