"""What several schemas together require of one instance."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.contract.effective_schema import KINDS, EffectiveSchema, canonical_text, kind_of
from conformance.contract.effective_schemas import EffectiveSchemas
from conformance.model import JsonValue
from conformance.selftests.changes import contract_of

A = "#/components/schemas/A"


def effective(schema: JsonValue, version: str = "3.1.0", **others: JsonValue) -> EffectiveSchema:
    """Return the schemas that apply together, starting from one."""
    text = json.dumps({"openapi": version, "paths": {}, "components": {"schemas": {"A": schema, **others}}})
    return EffectiveSchemas(contract_of(text)).of((A,))


class TestKinds:
    @pytest.mark.parametrize(
        ("schema", "expected"),
        [
            ({}, KINDS),
            (True, KINDS),
            (False, set()),
            ({"type": "number"}, {"integer", "fraction"}),
            ({"type": ["integer", "null"]}, {"integer", "null"}),
            ({"allOf": [{"type": "number"}, {"type": ["integer", "string"]}]}, {"integer"}),
            ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"string", "null"}),
            ({"allOf": [{"type": "string"}, {"anyOf": [{"type": "string"}, {"type": "null"}]}]}, {"string"}),
            ({"oneOf": [{"type": "string"}]}, {"string"}),
        ],
    )
    def test_kinds(self, schema: JsonValue, expected: set[str]) -> None:
        """The types of all schemas together are those that each of them allows."""
        assert expected == effective(schema).kinds

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (1, "integer"),
            (1.0, "integer"),
            (1.5, "fraction"),
            (True, "boolean"),
            (None, "null"),
            ([], "array"),
            ("", "string"),
        ],
    )
    def test_kind_of(self, value: JsonValue, expected: str) -> None:
        """A number without a fraction is an integer, however it is written."""
        assert expected == kind_of(value)

    def test_nullable(self) -> None:
        """Null beside another schema is expressed by `nullable` in OpenAPI 3.0, and not at all in 3.1."""
        schema = {"allOf": [{"$ref": "#/components/schemas/B"}], "nullable": True}
        assert effective(schema, "3.0.3", B={"type": "string"}).kinds == {"string", "null"}
        assert effective(schema, "3.1.0", B={"type": "string"}).kinds == {"string"}


class TestValues:
    @pytest.mark.parametrize(
        ("schema", "expected"),
        [
            ({"type": "string"}, None),
            ({"enum": [1, 2]}, [1, 2]),
            ({"const": "a"}, ["a"]),
            ({"type": "string", "enum": ["a", 1]}, ["a"]),
            ({"allOf": [{"enum": [1, 2]}, {"enum": [2, 3]}]}, [2]),
            ({"oneOf": [{"const": 1, "title": "one"}, {"const": 2}]}, [1, 2]),
            ({"anyOf": [{"enum": ["a"]}, {"type": "null"}]}, ["a", None]),
        ],
    )
    def test_values(self, schema: JsonValue, expected: list[JsonValue] | None) -> None:
        """The listed values are those that every list and every type allows."""
        values = effective(schema).values
        assert expected == (None if values is None else list(values.values()))

    def test_equal_values(self) -> None:
        """Numbers are equal whatever their form, and never equal to booleans."""
        assert canonical_text([1.0, {"b": 2, "a": True}]) == canonical_text([1, {"a": True, "b": 2.0}])
        assert canonical_text(1) != canonical_text(True)


class TestParts:
    def test_of_name(self) -> None:
        """A property is judged by `properties`, then by patterns, then by the schema of additional ones."""
        said = effective(
            {
                "properties": {"a": {}},
                "patternProperties": {"^x": {}},
                "additionalProperties": {"type": "string"},
                "allOf": [{"properties": {"a": {"type": "integer"}}}],
            }
        )
        assert said.of_name("a") == (f"{A}/properties/a", f"{A}/allOf/0/properties/a")
        assert said.of_name("x1") == (f"{A}/patternProperties/^x",)
        assert said.of_name("b") == (f"{A}/additionalProperties",)

    def test_of_index(self) -> None:
        """An item with a positional schema is judged by it, the others by `items`."""
        said = effective({"prefixItems": [{}], "items": {"type": "string"}})
        assert (said.of_index(0), said.of_index(1)) == ((f"{A}/prefixItems/0",), (f"{A}/items",))
        assert effective({}).of_index(0) == ()

    def test_choosers(self) -> None:
        """Null is distinguished from the other alternatives."""
        (chooser,) = effective({"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}).choosers
        assert (chooser.branches, chooser.takes_null) == ((f"{A}/oneOf/0", f"{A}/oneOf/1"), True)


class TestBounds:
    def test_circle(self) -> None:
        """Circular references end."""
        said = effective({"$ref": "#/components/schemas/B"}, B={"$ref": A, "type": "string"})
        assert said.kinds == {"string"}

    def test_null_within_itself(self) -> None:
        """A recursive nullable schema ends."""
        assert effective({"anyOf": [{"$ref": A}, {"type": "null"}]}).choosers != ()

    def test_many_branches(self) -> None:
        """Branches that double at every level are read once."""
        levels: dict[str, Any] = {
            f"L{n}": {"allOf": [{"$ref": f"#/components/schemas/L{n + 1}"}] * 2} for n in range(60)
        }
        said = effective({"$ref": "#/components/schemas/L0"}, **levels, L60={"type": "string"})
        assert said.kinds == {"string"}

    def test_dangling(self) -> None:
        """A dangling reference says nothing."""
        assert effective({"$ref": "#/components/schemas/None"}).kinds == effective({}).kinds
