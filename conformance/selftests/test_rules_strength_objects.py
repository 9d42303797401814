"""The rules on what objects leave open: required and additional properties, null, keys, and related properties."""

from __future__ import annotations

import textwrap

import pytest

from conformance.contract.load import SPEC
from conformance.rules.observation import Conforming, Deviation
from conformance.selftests.documents import THING, found, observed, with_operation, with_schema

BATCH = "#/components/schemas/Batch"
VENDORED = (SPEC / "openapi.yaml").read_text(encoding="utf-8")


def of_answer(schema: str, rest: str = "", version: str = "3.1.0") -> str:
    """Return a document whose one answer has a schema given inline, with further top-level keys."""
    body = textwrap.indent(textwrap.dedent(schema), " " * 8)
    head = "responses:\n  '200':\n    description: It.\n    content:\n      application/json:\n       schema:\n"
    return with_operation(head + body, rest, version)


def deviations(rule: str, text: str) -> list[Deviation]:
    """Return the deviations that a rule finds."""
    return [each for each in observed(rule, text) if isinstance(each, Deviation)]


class TestObjectNamesItsRequiredProperties:
    RULE = "object-names-its-required-properties"

    def test_fails(self) -> None:
        """An object whose properties are all optional accepts `{}`, and the fix shows the list to write."""
        (only,) = deviations(self.RULE, with_schema("{type: object, properties: {a: {type: string}, b: {}}}"))
        assert (only.location, only.actual, only.fix) == (THING, "accepts {}", "required:\n- a\n- b")

    def test_fix(self) -> None:
        """Properties that are deprecated, write-only, or described as optional are not in the list."""
        properties = (
            "{a: {type: string}, b: {deprecated: true}, c: {writeOnly: true}, d: {description: Optional remark},"
            " e: {description: 'When it ended, only if it has'}}"
        )
        (only,) = deviations(self.RULE, with_schema(f"{{type: object, properties: {properties}}}"))
        assert only.fix == "required:\n- a"

    def test_list(self) -> None:
        """The items of a list that is the whole answer accept `[{}]`."""
        schema = "{type: array, items: {type: object, properties: {id: {type: string}}}}"
        (only,) = deviations(self.RULE, with_schema(schema))
        assert (f"{THING}/items", "accepts [{}]") == (only.location, only.actual)

    def test_nested(self) -> None:
        """An object inside an answer is checked like the answer itself."""
        schema = "{type: object, required: [a], properties: {a: {properties: {b: {type: string}}}}}"
        assert [f"{THING}/properties/a"] == found(self.RULE, with_schema(schema))

    def test_composed(self) -> None:
        """A composition none of whose parts has `required` is reported once, as a whole."""
        schema = "{allOf: [{properties: {a: {type: string}}}, {properties: {b: {type: string}}}]}"
        (only,) = deviations(self.RULE, with_schema(schema))
        assert (only.location, only.fix) == (THING, "required:\n- a\n- b")

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: object, required: [a], properties: {a: {type: string}}}",
            "{allOf: [{properties: {a: {type: string}}}, {required: [a]}]}",
            "{properties: {a: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}",
            "{oneOf: [{required: [a], properties: {a: {type: string}}}, {required: [b], properties: {b: {}}}]}",
            "{properties: {a: {type: string}}, minProperties: 1}",
            "{properties: {a: {type: string}}, if: {}, then: {required: [a]}}",
        ],
    )
    def test_passes(self, schema: str) -> None:
        """One that rejects `{}` is sound, however it does so."""
        observations = observed(self.RULE, with_schema(schema))
        assert [each for each in observations if not isinstance(each, Conforming)] == []
        assert observations

    @pytest.mark.parametrize(
        "schema",
        [
            "{description: 'A change; all properties are optional', properties: {a: {type: string}}}",
            "{properties: {next: {type: string}, prev: {type: string}}}",
            "{properties: {type: {type: string}, title: {type: string}, status: {type: integer}, detail: {}}}",
            "{properties: {a: {description: Optional}, b: {deprecated: true}}}",
            "{type: object, additionalProperties: {type: string}}",
            "{type: object}",
            "true",
        ],
    )
    def test_near(self, schema: str) -> None:
        """Intentionally open objects, links of a page, problems of RFC 9457 and maps are ignored."""
        assert found(self.RULE, of_answer(schema)) == []

    def test_requests(self) -> None:
        """A schema that only requests use is not checked."""
        operation = """
            requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Change'}}}}
            responses: {'204': {description: Done}}
        """
        rest = "components: {schemas: {Change: {type: object, properties: {a: {type: string}}}}}"
        assert observed(self.RULE, with_operation(operation, rest)) == []

    def test_base(self) -> None:
        """A base that occurs only in compositions with `required` is not an object of its own."""
        schema = "{allOf: [{$ref: '#/components/schemas/Base'}, {required: [a]}]}\n"
        rest = "components: {schemas: {Base: {type: object, properties: {a: {type: string}}}}}"
        assert found(self.RULE, of_answer(schema, rest)) == []
        assert found(self.RULE, of_answer("{$ref: '#/components/schemas/Base'}\n", rest)) == [
            "#/components/schemas/Base"
        ]

    def test_beside_a_reference(self) -> None:
        """`required` beside a `$ref` counts in 3.1, and is ignored in 3.0."""
        schema = "{$ref: '#/components/schemas/Base', required: [a]}\n"
        rest = "components: {schemas: {Base: {type: object, properties: {a: {type: string}}}}}"
        assert found(self.RULE, of_answer(schema, rest)) == []
        assert found(self.RULE, of_answer(schema, rest, "3.0.3")) == ["#/components/schemas/Base"]

    def test_circle(self) -> None:
        """Recursive schemas terminate."""
        schema = (
            "{properties: {child: {$ref: '#/components/schemas/Thing'}}, allOf: [{$ref: '#/components/schemas/Thing'}]}"
        )
        assert [each for each in found(self.RULE, with_schema(schema)) if each != THING] == []

    def test_vendored(self) -> None:
        """Batch has no `required`, and Error has."""
        (only,) = deviations(self.RULE, VENDORED)
        assert (only.location, only.actual) == (BATCH, "accepts [{}]")


class TestObjectSaysWhetherItIsOpen:
    RULE = "object-says-whether-it-is-open"

    def test_fails(self) -> None:
        """An object without a statement on further properties accepts any."""
        (only,) = deviations(self.RULE, with_schema("{properties: {a: {type: string}}}"))
        assert (only.location, only.actual) == (THING, 'accepts {"no such property": 1}')

    def test_fix(self) -> None:
        """A composition is closed by `unevaluatedProperties`, which 3.0 lacks."""
        schema = "{allOf: [{properties: {a: {type: string}}}]}"
        fixes = [deviations(self.RULE, with_schema(schema, version))[0].fix for version in ("3.1.0", "3.0.3")]
        assert fixes == ["unevaluatedProperties: true", "additionalProperties: true"]

    @pytest.mark.parametrize(
        "rest", ["additionalProperties: false", "additionalProperties: true", "unevaluatedProperties: false"]
    )
    def test_passes(self, rest: str) -> None:
        """Both true and false are sound."""
        assert found(self.RULE, with_schema(f"{{properties: {{a: {{type: string}}}}, {rest}}}")) == []

    def test_part(self) -> None:
        """A statement in one part of a composition holds for the object."""
        schema = "{allOf: [{properties: {a: {type: string}}}], unevaluatedProperties: false}"
        assert found(self.RULE, with_schema(schema)) == []

    def test_vendored(self) -> None:
        """Neither Error nor Batch states it."""
        assert found(self.RULE, VENDORED) == ["#/components/schemas/Error", BATCH]


class TestAbsenceAndNullAreToldApart:
    RULE = "absence-and-null-are-told-apart"
    OBJECT = "{type: object, required: [a], properties: {a: {type: string}, b: {type: string}}}"

    def test_fails(self) -> None:
        """In a document without any null, it is open whether an optional property may be null."""
        (only,) = deviations(self.RULE, with_schema(self.OBJECT))
        assert (only.location, only.actual) == (THING, "optional: b")

    @pytest.mark.parametrize(
        "other",
        [
            "{type: [string, 'null']}",
            "{anyOf: [{type: string}, {type: 'null'}]}",
            "{enum: [a, null]}",
            "{const: null}",
            "{description: Left out where nobody asked}",
            "{description: Omitted for drafts}",
            "{description: Only present when it is over}",
        ],
    )
    def test_passes(self, other: str) -> None:
        """One null, or one description that mentions it, is enough."""
        schema = f"{{type: object, required: [a], properties: {{a: {{type: string}}, b: {other}}}}}"
        assert found(self.RULE, with_schema(schema)) == []

    def test_nullable(self) -> None:
        """`nullable` of 3.0 is enough, too."""
        schema = "{properties: {a: {type: string, nullable: true}}}"
        assert found(self.RULE, with_schema(schema, "3.0.3")) == []

    def test_all_required(self) -> None:
        """If every property is required there is nothing to explain."""
        schema = "{allOf: [{properties: {a: {type: string}}}, {required: [a]}]}"
        assert observed(self.RULE, with_schema(schema)) == []

    def test_vendored(self) -> None:
        """All of Batch is optional, and null is not mentioned."""
        assert found(self.RULE, VENDORED) == [BATCH]


class TestMapKeysAreClosed:
    RULE = "map-keys-are-closed"

    @pytest.mark.parametrize(
        "description",
        [
            "Count of executions by status",
            "A breakdown of calls based on their current status",
            "How many calls per state",
            "Number of incidents for each severity",
            "Numbers; the possible statuses are on another page",
        ],
    )
    def test_fails(self, description: str) -> None:
        """A map that counts by something with a closed list accepts any key."""
        schema = f"{{type: object, description: '{description}', additionalProperties: {{type: integer}}}}"
        (only,) = deviations(self.RULE, with_schema(schema))
        assert (only.location, only.actual) == (THING, 'accepts {"no such key": 1}')

    def test_fix(self) -> None:
        """The keys of its examples are suggested first."""
        schema = (
            "{type: object, description: By status, additionalProperties: {type: integer}, example: {open: 1, shut: 2}}"
        )
        (only,) = deviations(self.RULE, with_schema(schema))
        assert only.fix == "propertyNames:\n  enum:\n  - open\n  - shut\n# and all the others"

    @pytest.mark.parametrize("keyword", ["propertyNames: {enum: [open]}", "patternProperties: {'^open$': {}}"])
    def test_passes(self, keyword: str) -> None:
        """A map with restricted names is sound."""
        schema = f"{{type: object, description: By status, {keyword}, additionalProperties: {{type: integer}}}}"
        assert found(self.RULE, with_schema(schema)) == []
        assert observed(self.RULE, with_schema(schema))

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: object, description: Status by host, additionalProperties: {type: string, enum: [up, down]}}",
            "{type: object, description: The status of each job, additionalProperties: {type: string}}",
            "{type: object, description: Count by customer, additionalProperties: {type: integer}}",
            "{type: object, description: Count by media type, additionalProperties: {type: integer}}",
            "{type: object, description: Count by status code, additionalProperties: {type: integer}}",
            "{type: object, description: Custom numbers per type, additionalProperties: {type: integer}}",
            "{type: object, description: Numbers, additionalProperties: {type: integer}}",
            "{type: object, description: By status, additionalProperties: false}",
            "{type: object, description: By status, additionalProperties: true}",
            "{type: object, description: By status, additionalProperties: {type: integer}, properties: {open: {}}}",
            "{type: object, properties: {metadata: {description: By type, additionalProperties: {type: integer}}}}",
        ],
    )
    def test_near(self, schema: str) -> None:
        """Maps whose values are states, whose keys are free, or that list their keys are ignored."""
        assert observed(self.RULE, with_schema(schema)) == []

    def test_vendored(self) -> None:
        """The keys of execution_status are call statuses."""
        assert [f"{BATCH}/properties/execution_status"] == found(self.RULE, VENDORED)


class TestSiblingFormatsAgree:
    RULE = "sibling-formats-agree"

    def test_fails(self) -> None:
        """An integer without a format beside one with a format deviates, in a map and in a list, too."""
        schema = """
            properties:
              a: {type: integer, format: int32}
              b: {type: integer}
              c: {type: object, additionalProperties: {type: integer}}
              d: {type: array, items: {type: integer}}
        """
        pointers = [f"{THING}/properties/{each}" for each in ("b", "c/additionalProperties", "d/items")]
        assert pointers == found(self.RULE, with_schema(schema))

    @pytest.mark.parametrize(
        "second",
        [
            "{type: integer, format: int64}",
            "{type: integer, minimum: 0, maximum: 9}",
            "{type: integer, enum: [1, 2]}",
            "{type: number}",
            "{type: string}",
        ],
    )
    def test_near(self, second: str) -> None:
        """Another format, bounds or a closed list are sound as well; other types need none."""
        schema = f"{{properties: {{a: {{type: integer, format: int32}}, b: {second}}}}}"
        assert found(self.RULE, with_schema(schema)) == []

    def test_none(self) -> None:
        """Where no integer has a format, none is missing."""
        schema = "{properties: {a: {type: integer}, b: {type: integer}}}"
        assert observed(self.RULE, with_schema(schema)) == []

    def test_vendored(self) -> None:
        """The counts of execution_status lack their siblings' int32."""
        assert [f"{BATCH}/properties/execution_status/additionalProperties"] == found(self.RULE, VENDORED)


class TestRelatedPropertiesSaySo:
    RULE = "related-properties-say-so"

    @pytest.mark.parametrize(
        ("first", "second", "at"),
        [
            ("created_at: {type: string}", "updated_at: {type: string}", "updated_at"),
            ("createdAt: {type: string}", "lastModifiedAt: {type: string}", ""),
            ("createdAt: {type: string}", "modifiedAt: {type: string}", "modifiedAt"),
            ("valid_rows: {type: integer}", "total_rows: {type: integer}", "valid_rows"),
            ("scheduled_at: {type: string}", "status: {enum: [scheduled, done]}", "scheduled_at"),
            ("number: {type: string}", "numbers: {type: array}", "number"),
        ],
    )
    def test_fails(self, first: str, second: str, at: str) -> None:
        """Unrelated pairs are reported at the dependent one."""
        expected = [f"{THING}/properties/{at}"] if at else []
        assert expected == found(self.RULE, with_schema(f"{{properties: {{{first}, {second}}}}}"))

    @pytest.mark.parametrize(
        "properties",
        [
            "created_at: {description: Never after updated_at}, updated_at: {}",
            "created_at: {}, updated_at: {description: Never before `created_at`}",
            "created_at: {}, updated_at: {description: Equal to Created At until the first change}",
        ],
    )
    def test_passes(self, properties: str) -> None:
        """A property whose description names the other is sound."""
        schema = f"{{properties: {{{properties}}}}}"
        assert found(self.RULE, with_schema(schema)) == []
        assert observed(self.RULE, with_schema(schema))

    def test_object(self) -> None:
        """The description of the object may name both."""
        schema = "{description: 'created_at is never after updated_at', properties: {created_at: {}, updated_at: {}}}"
        assert found(self.RULE, with_schema(schema)) == []

    def test_replacement(self) -> None:
        """A replacement does not relate the values; a statement that one contains the other does."""
        schema = "{properties: {number: {description: 'Use `numbers` instead.'}, numbers: {type: array}}}"
        assert [f"{THING}/properties/number"] == found(self.RULE, with_schema(schema))
        schema = (
            "{properties: {number: {description: 'Use `numbers` instead, which contains it.'}, numbers: {type: array}}}"
        )
        assert found(self.RULE, with_schema(schema)) == []

    @pytest.mark.parametrize(
        "properties",
        [
            "created_at: {}, status: {enum: [created, done]}",
            "created_by: {}, updated_by: {}",
            "average_rows: {type: integer}, total_rows: {type: integer}",
            "valid_rows: {type: array}, total_rows: {type: integer}",
            "scheduled_at: {}, status: {enum: [open, done]}",
            "number: {}, numbers: {type: integer}",
        ],
    )
    def test_near(self, properties: str) -> None:
        """Anything has one time of creation, and other names are not a pair."""
        assert observed(self.RULE, with_schema(f"{{properties: {{{properties}}}}}")) == []

    def test_vendored(self) -> None:
        """Four pairs of Batch are unrelated."""
        names = ("updated_at", "valid_contacts", "scheduled_at", "from_phone_number")
        assert [f"{BATCH}/properties/{name}" for name in names] == found(self.RULE, VENDORED)
