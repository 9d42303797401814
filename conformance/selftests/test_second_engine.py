"""The second engine is right where `jsonschema` is known to be wrong, terminates, and fetches nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, cast

import jsonschema
import pytest

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Path, Schemas
from conformance.model import JsonValue
from conformance.verdict.opinion import Opinion
from conformance.verdict.second_engine import SecondEngine

A = "#/components/schemas/A"
BROKEN, KEPT = Opinion(is_broken=True), Opinion(is_broken=False)


def schemas_of(schema: JsonValue, version: str = "3.1.0", others: Mapping[str, JsonValue] | None = None) -> Schemas:
    document = {"openapi": version, "components": {"schemas": {"A": schema, **(others or {})}}}
    return Schemas(read_contract(parse(json.dumps(document), "f")))


def opinion(schema: JsonValue, instance: JsonValue, keyword: str, path: Path = ()) -> Opinion:
    return SecondEngine(schemas_of(schema)).opinion(A, instance, f"{A}/{keyword}", path)


def is_found(schema: Any, instance: JsonValue) -> bool:
    """Return whether `jsonschema` on its own finds an instance wrong."""
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return not jsonschema.Draft202012Validator(schema, format_checker=checker).is_valid(instance)


class TestRighted:
    @pytest.mark.parametrize(
        ("schema", "instance"),
        [
            ({"pattern": r"^\+[0-9]+$"}, "+14155550123\n"),
            ({"pattern": r"^\d+$"}, "٣"),
            ({"pattern": r"^\w+$"}, "é"),
            ({"format": "date-time"}, "2024-03-13T14:12:50Z\n"),
            ({"format": "uuid"}, "2_b8aa08-aa98-11ea-b4aa-73b441d16380"),
            ({"format": "regex"}, r"\Z"),
        ],
    )
    def test_accepted_wrongly(self, schema: dict[str, JsonValue], instance: str) -> None:
        """Values that `jsonschema` accepts because of Python's types are rejected here."""
        assert not is_found(schema, instance)
        assert opinion(schema, instance, next(iter(schema))) == BROKEN

    @pytest.mark.parametrize("name", ["a\n", "٣"])
    def test_names(self, name: str) -> None:
        """Names are matched like texts."""
        schema = {"patternProperties": {r"^[a\d]$": {}}, "additionalProperties": False}
        assert not is_found(schema, {name: 1})
        assert opinion(schema, {name: 1}, "additionalProperties") == BROKEN

    @pytest.mark.parametrize(
        ("schema", "instance"),
        [({"pattern": r"^\p{Lu}$"}, "a"), ({"pattern": r"^\d\-\d$"}, "1+2"), ({"pattern": r"^[\w\-]\@$"}, "a")],
    )
    def test_read(self, schema: dict[str, JsonValue], instance: str) -> None:
        """Patterns that Python cannot read, and those with unnecessary escapes, are read."""
        assert opinion(schema, instance, "pattern") == BROKEN
        assert opinion(schema, "A" if "Lu" in str(schema) else "1-2" if "d" in str(schema) else "a@", "pattern") == KEPT

    @pytest.mark.parametrize("form", ["date-time", "time", "date", "ipv4", "ipv6", "uuid", "hostname", "uri", "email"])
    def test_formats(self, form: str) -> None:
        """Formats that are checked reject invalid values."""
        assert opinion({"format": form}, "<none>", "format") == BROKEN

    @pytest.mark.parametrize("form", ["time", "date-time"])
    def test_time_without_zone(self, form: str) -> None:
        """A `time` follows the newest draft, not the oldest."""
        text = {"time": "12:00:00", "date-time": "2024-03-13T12:00:00"}[form]
        assert opinion({"format": form}, text, "format") == BROKEN


class TestUnjudged:
    @pytest.mark.parametrize(("form", "text"), [("duration", "1 day"), ("iri", "<>"), ("email", "a b@c")])
    def test_formats(self, form: str, text: str) -> None:
        """There is no opinion on a format that is not checked, or only half."""
        assert opinion({"format": form}, text, "format") == Opinion(None, f"it does not check `format: {form}`")

    @pytest.mark.parametrize("keyword", ["anyOf", "oneOf", "not"])
    def test_chosen(self, keyword: str) -> None:
        """Nor on branches that are chosen by it."""
        inner = {"format": "duration"}
        found = opinion({keyword: inner if keyword == "not" else [inner]}, "1 day", keyword)
        assert found == Opinion(None, "it does not check `format: duration`")

    def test_beside(self) -> None:
        """Keywords beside it are judged."""
        schema = {"properties": {"a": {"pattern": "^(a+)+$", "format": "duration"}, "b": {"type": "string"}}}
        body = {"a": "a" * 60 + "!", "b": 1}
        assert opinion(schema, body, "properties/b/type", ("b",)) == BROKEN
        assert opinion(schema, {**body, "b": ""}, "properties/b/type", ("b",)) == KEPT
        assert opinion(schema, body, "properties/a/pattern", ("a",)) == Opinion(None, "a pattern may take too long")

    def test_dialect(self) -> None:
        """There is no opinion on a contract whose schemas name their dialect."""
        assert opinion({"$schema": "http://json-schema.org/draft-07/schema#", "type": "string"}, 1, "type") == Opinion(
            None, "a schema of the contract has `$schema`"
        )

    @pytest.mark.parametrize("beside", ["patternProperties", "dependentSchemas"])
    def test_unevaluated(self, beside: str) -> None:
        """Unevaluated members are not judged where they depend on keywords that `jsonschema` reads otherwise."""
        schema = {beside: {"^a$": {}}, "unevaluatedProperties": False}
        found = opinion(schema, {"b": 1}, "unevaluatedProperties")
        assert found == Opinion(None, f"`unevaluatedProperties` in a contract with `{beside}`")
        assert opinion({"unevaluatedProperties": False}, {"b": 1}, "unevaluatedProperties") == BROKEN

    def test_broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """If the engine crashes, there is no opinion."""

        def breaks(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("conformance.verdict.second_engine.Validator.iter_errors", breaks)
        assert opinion({"type": "string"}, 1, "type") == Opinion(None, "it failed: ZeroDivisionError")

    def test_circle(self) -> None:
        """A schema that refers only to itself terminates."""
        schemas = schemas_of({"allOf": [{"$ref": A}], "type": "string"})
        assert SecondEngine(schemas).opinion(A, 1, f"{A}/type", ()) == Opinion(None, "it nests too deep")

    def test_deep(self) -> None:
        """A body as deep as JSON is read is judged, through several keywords a level."""
        schemas = schemas_of({"allOf": [{"properties": {"a": {"$ref": A}}, "type": "object"}]})
        body: JsonValue = 1
        for _ in range(60):
            body = {"a": body}
        assert SecondEngine(schemas).opinion(A, body, f"{A}/allOf/0/type", ("a",) * 60) == BROKEN


SHORT, WITH_C, NAMES, NOTHING = ({"$ref": f"{A[:-1]}{name}"} for name in "BCDE")
PARTS: dict[str, JsonValue] = {
    "B": {"maxLength": 1},
    "C": {"required": ["c"]},
    "D": {"propertyNames": SHORT},
    "E": False,
}


class TestChoices:
    """What a choice of schemas decides by is no assertion, wherever it stands: the choice itself is broken."""

    @pytest.mark.parametrize(
        ("schema", "instance", "assertion"),
        [
            ({"if": {"type": "string"}, "then": SHORT}, "abc", "if"),
            ({"if": {"type": "array"}, "else": {"allOf": [SHORT]}}, "abc", "if"),
            ({"properties": {"a": {"if": True, "then": {"items": SHORT}}}}, {"a": ["abc"]}, "properties/a/if"),
            ({"properties": {"b": SHORT}, "if": True, "then": SHORT}, "abc", "if"),
            ({"if": True, "then": {"additionalProperties": {"$dynamicRef": SHORT["$ref"]}}}, {"then": "abc"}, "if"),
            ({"if": True, "then": NOTHING}, 1, "if"),
            ({"dependentSchemas": {"a/b": WITH_C}}, {"a/b": 1}, "dependentSchemas"),
            ({"propertyNames": SHORT}, {"abc": 1}, "propertyNames"),
            ({"type": "object", "propertyNames": {"$ref": A}}, {"abc": 1}, "propertyNames"),
            ({"propertyNames": NOTHING}, {"abc": 1}, "propertyNames"),
            ({"items": {"propertyNames": {"allOf": [SHORT]}}}, [{"abc": 1}], "items/propertyNames"),
            ({"if": True, "then": NAMES}, {"abc": 1}, "if"),
            ({"if": True, "then": {"propertyNames": SHORT}}, {"abc": 1}, "if"),
            ({"contains": SHORT}, ["abc"], "contains"),
            ({"not": NAMES}, 1, "not"),
            ({"anyOf": [SHORT]}, "abc", "anyOf"),
            ({"unevaluatedProperties": SHORT}, {"a": "abc"}, "unevaluatedProperties"),
        ],
    )
    def test_by_reference(self, schema: JsonValue, instance: JsonValue, assertion: str) -> None:
        """Both engines say so."""
        schemas = schemas_of(schema, others=PARTS)
        (violation,) = schemas.violations(A, instance)
        assert violation.pointer == f"{A}/{assertion}"
        assert SecondEngine(schemas).opinion(A, instance, violation.pointer, violation.path) == BROKEN


def doubling(number: int) -> dict[str, JsonValue]:
    """Return schemas each of which refers to the next one twice."""
    twice = {f"A{each}": {"allOf": [{"$ref": f"{A}{each + 1}"}] * 2} for each in range(number)}
    return {**twice, f"A{number}": {"type": "string"}}


HOSTILE: dict[str, tuple[JsonValue, JsonValue, str, dict[str, JsonValue]]] = {
    "pattern": ({"pattern": "^(a+)+$"}, "a" * 60 + "!", "pattern", {}),
    "names": ({"patternProperties": {"^(a+)+$": {}}, "type": "string"}, {"a" * 60 + "!": 1}, "type", {}),
    "references": ({"allOf": [{"$ref": f"{A}0"}], "type": "string"}, 1, "type", doubling(60)),
    "unique": ({"uniqueItems": True}, [{"a": each} for each in range(20_000)] * 2, "uniqueItems", {}),
    "enum": (
        {"type": "string", "additionalProperties": {"items": {"enum": [[each] for each in range(2_000)]}}},
        {"a": [[-1]] * 20_000},
        "type",
        {},
    ),
    "depth": (
        {"type": "string", "additionalProperties": {"$ref": A}},
        json.loads('{"a":' * 900 + "1" + "}" * 900),
        "type",
        {},
    ),
}


class TestBounds:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_hostile(self, name: str) -> None:
        """For any schema and answer, an opinion takes seconds at most, and is then withheld."""
        schema, instance, keyword, others = HOSTILE[name]
        engine, begun = SecondEngine(schemas_of(schema, others=others)), time.process_time()
        opinions = [engine.opinion(A, instance, f"{A}/{keyword}", ()) for _ in range(50)]
        assert time.process_time() - begun < 5
        assert {each.is_broken for each in opinions} == {None}

    def test_in_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """After a total number of steps there is no further opinion."""
        monkeypatch.setattr("conformance.verdict.second_engine.MAX_STEPS_IN_ALL", 20)
        engine = SecondEngine(schemas_of({"type": "string"}))
        said = [engine.opinion(A, [], f"{A}/type", ()).is_broken for _ in range(3)]
        bodies = [engine.opinion(A, [each], f"{A}/type", ()).is_broken for each in range(8)]
        assert (said, bodies[0], bodies[-1]) == ([True] * 3, True, None)

    def test_nothing_is_fetched(self) -> None:
        """A reference out of the document is an error of the engine, and no request."""
        schemas = schemas_of({"type": "string"})
        assert schemas.items(A) is None
        cast(Any, schemas.value_at(A))["$ref"] = "http://127.0.0.1:9/schema"
        assert SecondEngine(schemas).opinion(A, 1, f"{A}/type", ()).why.startswith("it failed: ")


class TestPlaces:
    @pytest.mark.parametrize(
        ("schema", "instance"),
        [
            ({"properties": {"a": False}}, {"a": 1}),
            ({"prefixItems": [{}, False]}, [1, 2]),
            ({"prefixItems": [{}], "items": False}, [1, 2]),
            ({"patternProperties": {"^a": False}}, {"ab": 1}),
            ({"allOf": [False]}, 1),
            ({"anyOf": [False]}, 1),
            ({"if": {"type": "object"}, "then": {"required": ["a"]}}, {}),
            ({"if": {"type": "object"}, "else": {"properties": {}, "minimum": 3}}, 1),
            ({"if": True, "then": False}, 1),
            ({"dependentSchemas": {"a": {"properties": {"b": {"type": "string"}}}}}, {"a": 1, "b": 1}),
            ({"dependentRequired": {"a": ["b"]}}, {"a": 1}),
            ({"propertyNames": {"pattern": "^a"}}, {"b": 1}),
            ({"contains": {"type": "string"}}, [1]),
            ({"contains": {"type": "string"}, "minContains": 2}, ["a"]),
            ({"contains": {"type": "string"}, "maxContains": 1}, ["a", "b"]),
            ({"properties": {"$ref": {"type": "string"}}}, {"$ref": 1}),
            ({"properties": {"a/b~c%": {"type": "string"}}}, {"a/b~c%": 1}),
            ({"$ref": "#/components/schemas/B", "minLength": 3}, "b"),
            ({"$dynamicRef": "#/components/schemas/B"}, ""),
            ({"items": {"properties": {"a": {"required": ["b", "c"]}}}}, [{"a": {}}]),
            ({"additionalProperties": {"items": {"type": "string"}}}, {"a": [1]}),
            ({"type": "integer", "format": "int32"}, 2**31),
            ({"unevaluatedItems": False, "prefixItems": [{}]}, [1, 2]),
        ],
    )
    def test_keyword_and_place(self, schema: JsonValue, instance: JsonValue) -> None:
        """For everything that the first engine finds, the second one names the same assertion at that place."""
        schemas = schemas_of(schema, others={"B": {"minLength": 2}})
        found = list(schemas.violations(A, instance))
        engine = SecondEngine(schemas)
        assert found
        assert {engine.opinion(A, instance, each.pointer, each.path) for each in found} == {BROKEN}

    def test_elsewhere(self) -> None:
        """The same keyword broken elsewhere, or another one there, confirms nothing."""
        schema = {"properties": {name: {"type": "string", "minLength": 2} for name in ("a", "b")}}
        body = {"a": 1, "b": "b"}
        assert opinion(schema, body, "properties/b/type", ("b",)) == KEPT
        assert opinion(schema, body, "properties/b/minLength", ("b",)) == BROKEN
        lists = {"properties": {"a": {"items": {"type": "string"}}}}
        assert [opinion(lists, {"a": [1, "b"]}, "properties/a/items/type", ("a", at)) for at in (0, 1)] == [
            BROKEN,
            KEPT,
        ]

    def test_3_0(self) -> None:
        """Documents of OpenAPI 3.0 are judged after translation to the later dialect."""
        schema = {"type": "integer", "nullable": True, "minimum": 3, "exclusiveMinimum": True}
        schemas = schemas_of(schema, "3.0.3")
        engine = SecondEngine(schemas)
        assert engine.opinion(A, 3, f"{A}/exclusiveMinimum", ()) == BROKEN
        assert engine.opinion(A, None, f"{A}/type", ()) == KEPT
