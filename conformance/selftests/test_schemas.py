"""Instances are judged correctly, one assertion at a time; a second engine agrees, and visited instances exist."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.contract.document import parse
from conformance.contract.load import SPEC, load_contract
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.model import InputError, JsonValue
from conformance.selftests.documents import visits
from conformance.verdict.second_engine import SecondEngine

DETERMINED = settings(derandomize=True, database=None, deadline=None, max_examples=300)
A = "#/components/schemas/A"
OWN = load_contract(SPEC / "openapi.yaml")
BATCH = OWN.document.at("#/components/schemas/Batch/properties")


def schemas_of(text: str, version: str = "3.1.0") -> Schemas:
    """Return the schemas of a document whose components are given as flow mappings, one a line."""
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    return Schemas(read_contract(parse(f"openapi: {version}\ncomponents:\n  schemas:\n{lines}", "f.yaml")))


def broken(schemas: Schemas, instance: JsonValue, pointer: str = A) -> set[tuple[str, tuple[str | int, ...]]]:
    return {(each.pointer, each.path) for each in schemas.violations(pointer, instance)}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from([0.5, 2.0, -0.0, "", "a", "ab", "b1", "aaaa"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "ab"]), inner, max_size=3),
    max_leaves=6,
)
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]
KEYWORDS: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(TYPES) | st.lists(st.sampled_from(TYPES), min_size=1, max_size=3, unique=True),
    "enum": st.lists(VALUES, min_size=1, max_size=3),
    "const": VALUES,
    **dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), st.integers(0, 2)
    ),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), st.integers(-2, 3)),
    "multipleOf": st.integers(1, 3),
    "pattern": st.sampled_from(["^a", "b", "[0-9]", "^a+$"]),
    "required": st.lists(st.sampled_from(["a", "b"]), max_size=2, unique=True),
    "uniqueItems": st.booleans(),
    "dependentRequired": st.just({"a": ["b"]}),
}


def with_subschemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2)
    several = st.lists(inner, min_size=1, max_size=2)
    more = {
        **KEYWORDS,
        **dict.fromkeys(
            ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else"), inner
        ),
        **dict.fromkeys(("anyOf", "allOf", "oneOf", "prefixItems"), several),
        **dict.fromkeys(("unevaluatedProperties", "unevaluatedItems"), st.booleans()),
        "properties": names,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$"]), inner, max_size=2),
        "$ref": st.just("#/components/schemas/B"),
    }
    return chosen(more)


def chosen(keywords: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    names = st.lists(st.sampled_from(sorted(keywords)), max_size=3, unique=True)
    return names.flatmap(lambda picked: st.fixed_dictionaries({name: keywords[name] for name in picked}))


SCHEMAS = st.recursive(st.booleans() | chosen(KEYWORDS), with_subschemas, max_leaves=5)
B = {"type": ["string", "array", "object"], "minLength": 1, "items": {"type": ["integer", "string"]}}


class TestSecondJudge:
    """Where both engines interpret a schema alike, they agree, and every report follows from a visit."""

    @DETERMINED
    @given(SCHEMAS, st.lists(VALUES, min_size=1, max_size=4))
    def test_generated_schemas(self, schema: JsonValue, instances: list[JsonValue]) -> None:
        """Any schema and instance: the second engine's verdict, violations exactly then, each at or below a visit."""
        document = {"openapi": "3.1.0", "components": {"schemas": {"A": schema, "B": B}}}
        schemas = Schemas(read_contract(parse(json.dumps(document), "f")))
        second: Any = jsonschema.Draft202012Validator({**document, "$ref": A})
        known = {assertion.pointer for assertion in schemas.assertions(A)}
        for instance in instances:
            accepted = schemas.accepts(A, instance)
            assert second.is_valid(instance) is accepted
            found = broken(schemas, instance)
            assert (not found) is accepted
            visited = {(assertion.pointer, path) for assertion, path, _ in visits(schemas, A, instance)}
            assert {pointer for pointer, _ in visited} <= known
            engine = SecondEngine(schemas)
            for pointer, path in found:
                assert any(pointer == at and path[: len(to)] == to for at, to in visited)
                opinion = engine.opinion(A, instance, pointer, path)
                assert opinion.is_broken or "in a contract with `patternProperties`" in opinion.why

    @DETERMINED
    @given(st.data())
    def test_own_contract(self, data: st.DataObject) -> None:
        """Rows of the vendored contract, sound ones and odd ones: both engines break the same assertions of each."""
        assert isinstance(BATCH, dict)
        names = st.sampled_from([*BATCH, "other"])
        sound = {name: st.just(member["example"]) for name, member in BATCH.items()}
        odd = st.sampled_from(
            [None, 0, 1.5, -1, 2**31, "", "2024-01-23", "2024-02-30T00:00:00Z", [], [1], {}, {"a": "b"}, True]
        )
        rows = st.lists(
            names.flatmap(lambda name: st.tuples(st.just(name), sound.get(name, odd) | odd)).map(
                lambda pair: {pair[0]: pair[1]}
            ),
            max_size=4,
        )
        body = data.draw(rows | odd)
        pointer = "#/components/schemas/BatchList"
        schemas = Schemas(OWN)
        document = json.loads(json.dumps(OWN.document.data))
        for member in document["components"]["schemas"]["Batch"]["properties"].values():
            if member.get("format") == "int32":
                member["format"], member["maximum"], member["minimum"] = "none", 2**31 - 1, -(2**31)
        second: Any = jsonschema.Draft202012Validator(
            {**document, "$ref": pointer}, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        theirs = {("/".join(map(str, error.absolute_path)), str(error.validator)) for error in second.iter_errors(body)}
        ours = {("/".join(map(str, path)), where.rpartition("/")[2]) for where, path in broken(schemas, body, pointer)}
        numbers = {"maximum": "format", "minimum": "format"}
        assert {(path, numbers.get(keyword, keyword)) for path, keyword in theirs} == ours


class TestEngine:
    """The first engine is right where the second is known to be wrong."""

    @pytest.mark.parametrize(
        ("schema", "instance", "expected"),
        [
            (r"{pattern: '^\+[0-9]+$'}", "+14155550123\n", False),
            (r"{pattern: '^\d+$'}", "٣", False),
            ("{format: date-time}", "2016-12-31T23:59:60Z", True),
            ("{format: date-time}", "2024-02-29T04:22:89Z", False),
            ("{format: date-time}", "2024-03-13T14:12:50.596315", False),
            ("{format: date-time}", "2023-02-29T00:00:00Z", False),
            ("{format: uuid}", "3c90c3cc0d444b5088888dd25736052a", False),
            ("{type: integer}", 7.0, True),
            ("{type: integer}", True, False),
            ("{enum: [1]}", True, False),
            ("{const: 0}", False, False),
            ("{uniqueItems: true}", [1, True, 1.5, "1"], True),
            ("{maximum: 9007199254740992}", 9007199254740993, False),
            ("{minLength: 2}", "😀", False),
            ("{type: integer}", 2**70, True),
        ],
        ids=str,
    )
    def test_accepts(self, schema: str, instance: JsonValue, expected: bool) -> None:
        """A verdict follows the specification, not Python's notions of equality and digits."""
        assert expected is schemas_of(f"A: {schema}").accepts(A, instance)

    def test_backtracking(self) -> None:
        """Catastrophic backtracking is aborted, and is not a verdict on the API."""
        schemas = schemas_of(r"A: {pattern: '^(\w+\s?)*$(?!x)'}")
        found = list(schemas.violations(A, "word " * 40 + "!"))
        assert [(f"{A}/pattern", False)] == [(each.pointer, each.judged) for each in found]

    @pytest.mark.parametrize("pattern", [r"\A[a-z]+\Z", r"^[\w-.]+$", "^{a}$", "(?>a)", "("])
    def test_pattern_of_another_dialect(self, pattern: str) -> None:
        """A schema that the engine cannot read judges nothing, is reported as such, and does not affect others."""
        schemas = schemas_of(f"A: {{pattern: '{pattern}', minLength: 2}}")
        assert broken(schemas, "!") == {(f"{A}/minLength", ())}
        assert [schemas.reads(each) for each in schemas.assertions(A)] == [True, False]

    @pytest.mark.parametrize(
        ("schema", "instance"),
        [
            ("{not: {pattern: '('}}", "a"),
            ("{oneOf: [{pattern: '('}, {type: string}]}", "a"),
            ("{anyOf: [{$ref: '#/components/schemas/B'}, {type: integer}]}", None),
            ("{if: {$ref: '#/components/schemas/B'}, then: {maxLength: 1}}", "ab"),
            ("{patternProperties: {'(': {type: string}}, additionalProperties: false}", {"a": 1}),
            ("{contains: {pattern: '('}, maxContains: 1}", ["a", "b"]),
            ("{propertyNames: {pattern: '('}}", {"a": 1}),
        ],
    )
    def test_choice_by_an_unread_pattern(self, schema: str, instance: JsonValue) -> None:
        """What depends on an unreadable pattern is not a verdict on the API either way."""
        schemas = schemas_of(f"A: {schema}\nB: {{allOf: [{{type: string, pattern: '('}}]}}")
        assert [each for each in schemas.violations(A, instance) if each.judged] == []
        assert not all(map(schemas.reads, schemas.assertions(A)))

    @pytest.mark.parametrize(
        "broken",
        [
            "format: int32, allOf: 3",
            "format: [int32]",
            "type: strin",
            "minLength: a",
            "properties: {a: null}",
            "$ref: 7",
        ],
    )
    def test_malformed(self, broken: str) -> None:
        """A malformed keyword is not judged, and the rest of its schema is."""
        schemas = schemas_of(f"A: {{enum: [1], {broken}}}")
        assert schemas.accepts(A, 1)
        assert [each.pointer for each in schemas.violations(A, 2)] == [f"{A}/enum"]
        read = {each.keyword: schemas.reads(each) for each in schemas.assertions(A)}
        assert {name for name, is_read in read.items() if not is_read} <= {broken.rpartition(", ")[2].partition(":")[0]}

    def test_repeated_name(self) -> None:
        """A name that `required` lists twice is required, though the list is malformed."""
        assert not schemas_of("A: {required: [a, a]}").accepts(A, {})

    @pytest.mark.parametrize(
        ("schema", "instance", "expected"),
        [
            ("{nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}", None, set()),
            ("{nullable: true, oneOf: [{type: string}, {type: object}]}", None, set()),
            ("{nullable: true, enum: [a]}", None, set()),
            ("{items: {nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}}", [None, 1], {"B/type"}),
            ("{nullable: false, allOf: [{$ref: '#/components/schemas/B'}]}", None, {"B/type"}),
            ("{properties: {nullable: {type: string}}}", {"nullable": None}, {"A/properties/nullable/type"}),
        ],
    )
    def test_nullable_without_a_type(self, schema: str, instance: JsonValue, expected: set[str]) -> None:
        """`nullable` beside a reference allows null in 3.0, whatever the reference says, and only there."""
        text = f"A: {schema}\nB: {{type: string}}"
        schemas = schemas_of(text, "3.0.2")
        found = broken(schemas, instance)
        assert {at.removeprefix("#/components/schemas/") for at, _ in found} == expected
        assert schemas.accepts(A, instance) is not bool(expected)

    def test_nothing_is_fetched(self) -> None:
        """A reference out of the document is an error, never a request."""
        with pytest.raises(InputError):
            schemas_of("A: {$ref: 'http://127.0.0.1:9/a'}").accepts(A, 1)


class TestViolations:
    """Every violation is at the assertion that it breaks, as the contract's own pointer."""

    @pytest.mark.parametrize(
        ("text", "instance", "expected"),
        [
            ("A: {$ref: '#/components/schemas/B'}\nB: {type: string}", 1, [("B/type", ())]),
            ("A: {items: {$ref: '#/components/schemas/B'}}\nB: {type: string}", ["a", 1], [("B/type", (1,))]),
            ("A: {allOf: [{type: string}, {minLength: 2}]}", "a", [("A/allOf/1/minLength", ())]),
            ("A: {anyOf: [{type: string}, {type: 'null'}]}", 1, [("A/anyOf", ())]),
            ("A: {oneOf: [{type: integer}, {minimum: 0}]}", 1, [("A/oneOf", ())]),
            ("A: {if: {type: string}, then: {minLength: 3}}", "a", [("A/if", ())]),
            ("A: {if: {type: string}, else: {properties: {a: {type: string}}}}", {"a": 1}, [("A/if", ("a",))]),
            ("A: {dependentSchemas: {a: {required: [b]}}}", {"a": 1}, [("A/dependentSchemas", ())]),
            ("A: {propertyNames: {maxLength: 1}}", {"ab": 1}, [("A/propertyNames", ())]),
            ("A: {properties: {a/b: {type: string}}}", {"a/b": 1}, [("A/properties/a~1b/type", ("a/b",))]),
            ("A: {patternProperties: {^a: {type: string}}}", {"ab": 1}, [("A/patternProperties/^a/type", ("ab",))]),
            ("A: {additionalProperties: {type: string}}", {"a": 1}, [("A/additionalProperties/type", ("a",))]),
            ("A: {prefixItems: [{}, {type: string}]}", [1, 2], [("A/prefixItems/1/type", (1,))]),
            ("A: {format: int32}", 2**31, [("A/format", ())]),
            ("A: {format: int32, allOf: [{minimum: 3}]}", 1, [("A/allOf/0/minimum", ())]),
            ("A: {properties: {a: false}}", {"a": 1}, [("A/properties/a", ("a",))]),
            ("A: {$dynamicRef: '#/components/schemas/B'}\nB: {type: string}", 1, [("B/type", ())]),
            ("A: {required: [a], type: object}", {}, [("A/required", ())]),
        ],
    )
    def test_pointer(self, text: str, instance: JsonValue, expected: list[tuple[str, tuple[str | int, ...]]]) -> None:
        """References, branches and our own additions are traced back to the keyword in the document."""
        schemas = schemas_of(text)
        assert {(f"#/components/schemas/{pointer}", path) for pointer, path in expected} == broken(schemas, instance)
        known = {assertion.pointer for assertion in schemas.assertions(A)}
        assert {pointer for pointer, _ in broken(schemas, instance)} <= known

    def test_missing(self) -> None:
        """Each missing property is a violation of its own."""
        found = list(schemas_of("A: {required: [a, b, c]}").violations(A, {"b": 1}))
        assert [(each.missing, each.pointer, each.judged) for each in found] == [
            (name, f"{A}/required", True) for name in ("a", "c")
        ]

    @pytest.mark.parametrize(
        ("schema", "message"),
        [
            ("{$ref: '#/nowhere'}", "does not resolve|is not valid JSON Schema"),
            ("{$ref: '#anchor'}", "does not resolve"),
        ],
    )
    def test_dangling(self, schema: str, message: str) -> None:
        """A reference to nothing is an error with its line, unless the document is known to have it."""
        schemas = schemas_of(f"A: {schema}")
        with pytest.raises(InputError, match=message):
            list(schemas.violations(A, 1))


class TestLargeInstances:
    """The engine is called on so much at once that all of its errors fit in memory."""

    ROWS = "A: {type: array, items: {type: object, additionalProperties: {type: integer}}}"

    def test_rows(self) -> None:
        """In a list of any length, the rows that break their schema are identified."""
        schemas = schemas_of(self.ROWS)
        rows: JsonValue = [{"a": 1}] * 60_000 + [{"a": "1"}, 2]
        assert schemas.tells(A, rows)
        at = f"{A}/items"
        assert broken(schemas, rows) == {
            (f"{at}/additionalProperties/type", (60_000, "a")),
            (f"{at}/type", (60_001,)),
        }

    @pytest.mark.parametrize(
        ("schema", "rows"),
        [
            (ROWS, [dict.fromkeys(map(str, range(60_000)), "a")]),
            ("A: {type: array, items: {type: integer}, uniqueItems: true}", [0] * 60_000),
            ("A: {type: object, additionalProperties: {type: integer}}", dict.fromkeys(map(str, range(60_000)), "a")),
        ],
        ids=["a large row", "more is asserted than of rows", "a large object"],
    )
    @pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
    def test_too_much(self, schema: str, rows: JsonValue, version: str) -> None:
        """A value that is too large to judge at once is reported as such; its validity is still known."""
        schemas = schemas_of(schema, version)
        assert not schemas.tells(A, rows)
        assert not schemas.accepts(A, rows)


class TestVisits:
    """A visited instance exists in the value."""

    @staticmethod
    def visited(text: str, instance: JsonValue) -> Iterator[tuple[str, tuple[str | int, ...]]]:
        for assertion, path, _ in visits(schemas_of(text), A, instance):
            yield assertion.pointer.removeprefix("#/components/schemas/"), path

    @pytest.mark.parametrize(
        ("text", "instance", "expected"),
        [
            ("A: {items: {type: string}}", [], set()),
            ("A: {items: {type: string}}", ["a", "b"], {("A/items/type", (0,)), ("A/items/type", (1,))}),
            ("A: {properties: {a: {type: string}}}", {"b": 1}, set()),
            ("A: {minLength: 1}", 1, set()),
            ("A: {minimum: 1}", True, set()),
            ("A: {required: [a]}", [], set()),
            (
                "A: {properties: {a: {}}, additionalProperties: {type: string}}",
                {"a": 1, "b": 1},
                {("A/additionalProperties/type", ("b",))},
            ),
            ("A: {prefixItems: [{}], items: {type: string}}", [1, 2], {("A/items/type", (1,))}),
            ("A: {allOf: [{$ref: '#/components/schemas/A'}, {type: string}]}", 1, {("A/allOf/1/type", ())}),
            ("A: {anyOf: [{type: string}]}", 1, {("A/anyOf", ())}),
        ],
    )
    def test_visits(self, text: str, instance: JsonValue, expected: set[tuple[str, tuple[str | int, ...]]]) -> None:
        """An assertion is visited at values of its type, and nowhere else."""
        assert expected == set(self.visited(text, instance))

    def test_recursive_schema(self) -> None:
        """A recursive schema is walked as deep as the instance."""
        text = "A: {type: object, properties: {next: {$ref: '#/components/schemas/A'}}}"
        deep: dict[str, JsonValue] = {}
        for _ in range(50):
            deep = {"next": deep}
        assert len(list(self.visited(text, deep))) == 51

    def test_circle(self) -> None:
        """References that form a circle on one instance terminate."""
        text = "A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A', type: string}"
        assert list(self.visited(text, 1)) == [("B/type", ())]

    def test_many_branches(self) -> None:
        """Branches that double at every level are walked once."""
        levels = [
            f"L{n}: {{allOf: [{{$ref: '#/components/schemas/L{n + 1}'}}, {{$ref: '#/components/schemas/L{n + 1}'}}]}}"
            for n in range(40)
        ]
        text = "\n".join(["A: {$ref: '#/components/schemas/L0'}", *levels, "L40: {type: string}"])
        assert list(self.visited(text, "a")) == [("L40/type", ())]


def test_helpers() -> None:
    """A keyword is read through references, and the types of a `type` are a set."""
    schemas = schemas_of("A: {$ref: '#/components/schemas/B'}\nB: {type: [string, 'null'], format: uuid}")
    assert (schemas.keyword(A, "format"), schemas.keyword(A, "minLength")) == ("uuid", None)
    (kinds,) = (schemas.types(each) for each in schemas.assertions(A) if each.keyword == "type")
    assert kinds == {"string", "null"}
