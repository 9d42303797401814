"""The rules on the single examples, defaults and enumerations of a document."""

from __future__ import annotations

import pytest

from conformance.contract.load import SPEC
from conformance.rules.observation import Inconclusive
from conformance.selftests.documents import OPERATION, THING, found, observed, with_operation, with_schema

BATCH = "#/components/schemas/Batch/properties"


def vendored(rule: str) -> list[str]:
    """Return what a rule finds on the vendored document."""
    return found(rule, (SPEC / "openapi.yaml").read_text(encoding="utf-8"))


class TestExampleMatchesItsSchema:
    RULE = "example-matches-its-schema"

    def test_fails(self) -> None:
        """An example with second 89 breaks `format: date-time`."""
        schema = "{type: string, format: date-time, example: '2024-02-29T04:22:89Z'}"
        assert found(self.RULE, with_schema(schema)) == [f"{THING}/example"]

    @pytest.mark.parametrize(
        "example", ["'2024-02-29T04:22:59Z'", "'2016-12-31T23:59:60Z'", "'2024-02-29t04:22:59.5+05:30'"]
    )
    def test_passes(self, example: str) -> None:
        """A real time stamp matches it, including leap seconds and offsets."""
        assert found(self.RULE, with_schema(f"{{type: string, format: date-time, example: {example}}}")) == []

    @pytest.mark.parametrize(("media", "expected"), [("text/csv", 0), ("application/xml", 0), ("application/json", 1)])
    def test_written_out(self, media: str, expected: int) -> None:
        """A text may be an example of a body that is not JSON, and of no JSON body."""
        operation = f"""\
        responses:
          '200': {{content: {{{media}: {{schema: {{type: array}}, example: "a,b"}}}}}}
        """
        assert len(found(self.RULE, with_operation(operation))) == expected

    @pytest.mark.parametrize(("place", "expected"), [("requestBody", 0), ("responses: {'200'", 1)])
    def test_read_only(self, place: str, expected: int) -> None:
        """A request omits read-only properties, a response does not."""
        operation = f"""\
        {place}: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}, example: {{b: 1}}}}}}}}
        """
        operation += "}" if expected else ""
        rest = """\
        components:
          schemas:
            A: {required: [id], properties: {id: {$ref: '#/components/schemas/Id'}}}
            Id: {type: string, readOnly: true}
        """
        assert len(found(self.RULE, with_operation(operation, rest))) == expected

    @pytest.mark.parametrize(
        ("schema", "pointer"),
        [
            ("{oneOf: [{type: string}, {type: integer}], %s example: null}", "/example"),
            ("{properties: {a: {allOf: [{type: string}], %s}}, example: {a: null}}", "/example"),
            ("{type: array, items: {properties: {a: {enum: [b], %s}}}, example: [{a: null}]}", "/example"),
        ],
    )
    def test_nullable(self, schema: str, pointer: str) -> None:
        """In 3.0 null is sound where `nullable` is set, and nowhere else."""
        assert found(self.RULE, with_schema(schema.replace("%s", "nullable: true,"), "3.0.0")) == []
        assert found(self.RULE, with_schema(schema.replace("%s", ""), "3.0.0")) == [f"{THING}{pointer}"]

    def test_malformed_schema(self) -> None:
        """An invalid schema is inconclusive, and does not crash."""
        (doubt,) = observed(self.RULE, with_schema("{type: number, exclusiveMinimum: true, example: 1}"))
        assert isinstance(doubt, Inconclusive)

    def test_vendored(self) -> None:
        """The vendored document has one such example."""
        assert vendored(self.RULE) == [f"{BATCH}/updated_at/example"]


class TestDefaultMatchesItsSchema:
    RULE = "default-matches-its-schema"

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: integer, maximum: 100, default: 500}",
            "{type: string, enum: [a, b], default: c}",
            "{type: array, items: {type: integer}, default: [a]}",
        ],
    )
    def test_fails(self, schema: str) -> None:
        """A default that the schema rejects is found."""
        assert found(self.RULE, with_schema(schema)) == [f"{THING}/default"]

    def test_parameter(self) -> None:
        """The default of a parameter is checked."""
        operation = "parameters: [{in: query, name: limit, schema: {type: integer, minimum: 1, default: 0}}]"
        assert found(self.RULE, with_operation(operation)) == [f"{OPERATION}/parameters/0/schema/default"]

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: integer, maximum: 100, default: 100}",
            "{type: string, default: null}",
            "{type: object, properties: {default: {type: integer}}}",
            "{type: array, items: {type: integer}, default: []}",
        ],
    )
    def test_passes(self, schema: str) -> None:
        """A valid default, no default, and a property of that name are sound."""
        assert found(self.RULE, with_schema(schema)) == []

    def test_beside_reference(self) -> None:
        """OpenAPI 3.0 ignores a default beside a `$ref`."""
        schema = "{properties: {a: {$ref: '#/components/schemas/Thing', default: 7}}, type: object}"
        assert found(self.RULE, with_schema(schema, "3.0.3")) == []
        assert found(self.RULE, with_schema(schema)) == [f"{THING}/properties/a/default"]

    def test_none(self) -> None:
        """Without a default nothing is observed."""
        assert observed(self.RULE, with_schema("{type: string}")) == []


class TestEnumMembersKeepTheirSchema:
    RULE = "enum-members-keep-their-schema"

    @pytest.mark.parametrize(
        ("schema", "index"),
        [
            ("{type: integer, enum: [1, '2']}", 1),
            ("{type: string, maxLength: 6, enum: [queued, executed]}", 1),
            ("{type: string, pattern: '^[a-z]+$', enum: [OK, no]}", 0),
            ("{type: string, format: date, enum: ['2024-02-30']}", 0),
            ("{type: string, enum: [a, null]}", 1),
        ],
    )
    def test_fails(self, schema: str, index: int) -> None:
        """A member that the other keywords reject is found at its place."""
        assert found(self.RULE, with_schema(schema)) == [f"{THING}/enum/{index}"]

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: string, enum: [a, b]}",
            "{type: [string, 'null'], enum: [a, null]}",
            "{type: number, enum: [1, 2.5]}",
            "{type: string, enum: ['on', 'off', 'yes', '1']}",
            "{enum: [1, a, null]}",
            "{type: string, enum: []}",
        ],
    )
    def test_passes(self, schema: str) -> None:
        """Members that the other keywords allow are sound."""
        assert found(self.RULE, with_schema(schema)) == []

    def test_nullable(self) -> None:
        """In 3.0 a nullable enumeration may list null, or not."""
        for members in ("[a]", "[a, null]"):
            assert found(self.RULE, with_schema(f"{{type: string, nullable: true, enum: {members}}}", "3.0.3")) == []

    def test_vendored(self) -> None:
        """The vendored enumeration is sound."""
        assert vendored(self.RULE) == []


class TestExampleArrayHasNoDuplicates:
    RULE = "example-array-has-no-duplicates"

    @pytest.mark.parametrize(
        ("schema", "pointer"),
        [
            ("{type: array, items: {type: string}, example: [a, b, a]}", "/example"),
            ("{type: array, items: {type: string}, examples: [[a], [b, b]]}", "/examples/1"),
            ("{type: object, example: {tags: [a, a]}}", "/example/tags"),
        ],
    )
    def test_fails(self, schema: str, pointer: str) -> None:
        """A repeated text is found, in a part of an example too."""
        assert found(self.RULE, with_schema(schema)) == [f"{THING}{pointer}"]

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: array, example: [a, b]}",
            "{type: array, example: [a]}",
            "{type: array, example: [1, 1, 2]}",
            "{type: array, example: [{a: 1}, {a: 1}]}",
            "{type: array, example: [[a, a], [b, a]]}",
            "{type: object, example: {status_history: [up, down, up]}}",
            "{type: object, properties: {messages: {type: array, example: [hi, hi]}}}",
        ],
    )
    def test_passes(self, schema: str) -> None:
        """Different texts, numbers, rows of a table and series are sound."""
        assert found(self.RULE, with_schema(schema)) == []

    def test_vendored(self) -> None:
        """The vendored document shows one number twice."""
        assert vendored(self.RULE) == [f"{BATCH}/from_phone_numbers/example"]


class TestExamplePhoneNumberIsValid:
    RULE = "example-phone-number-is-valid"

    @pytest.mark.parametrize("number", ["+19876543007", "+15551234567", "+1234567890", "+99912345678"])
    def test_fails(self, number: str) -> None:
        """A number with an unknown area, country or length is found."""
        schema = f"{{type: string, example: '{number}'}}"
        assert found(self.RULE, with_schema(schema)) == [f"{THING}/example"]

    @pytest.mark.parametrize(
        "example",
        ["'+14155552671'", "'+919876543210'", "'+442083661177'", "'+19995550100'", "'+447700900123'", "'+33639981234'"],
    )
    def test_passes(self, example: str) -> None:
        """A possible number is sound, and so is one reserved for fiction."""
        assert found(self.RULE, with_schema(f"{{type: string, example: {example}}}")) == []

    @pytest.mark.parametrize("example", ["'+1'", "'9876543007'", "+19876543007", "'+1 987 654 3007'", "'+05:30'"])
    def test_other_texts(self, example: str) -> None:
        """Texts that are not E.164, numbers and offsets are not checked."""
        assert observed(self.RULE, with_schema(f"{{example: {example}}}")) == []

    def test_arrays(self) -> None:
        """One number in one example is reported once, at its first place."""
        schema = "{type: array, example: ['+14155552671', '+19876543007', '+19876543007']}"
        assert found(self.RULE, with_schema(schema)) == [f"{THING}/example/1"]

    def test_vendored(self) -> None:
        """Both vendored properties show a number of an area that does not exist."""
        expected = [f"{BATCH}/from_phone_number/example", f"{BATCH}/from_phone_numbers/example/0"]
        assert vendored(self.RULE) == expected


UUID = "0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6"


class TestExampleValueIsNotReused:
    RULE = "example-value-is-not-reused"

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("agent_id: {example: %s}", "batch_id: {example: %s}"),
            ("phone: {example: '+14155552671'}", "phones: {example: ['+14155552671']}"),
            ("from: {example: '+14155552671'}", "to: {examples: ['+14155552671']}"),
            (
                "parent_id: {example: 3c90c3cc0d444b5088888dd25736052a}",
                "id: {example: 3c90c3cc0d444b5088888dd25736052a}",
            ),
        ],
    )
    def test_fails(self, one: str, other: str) -> None:
        """Two properties of one object with the same id or number are found, at the later one."""
        schema = f"{{properties: {{{one}, {other}}}}}".replace("%s", UUID)
        ((name),) = [other.partition(":")[0]]
        assert [each.split("/")[5] for each in found(self.RULE, with_schema(schema))] == [name]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("created_at: {example: '2024-01-23T05:14:37Z'}", "updated_at: {example: '2024-01-23T05:14:37Z'}"),
            ("first_name: {example: Alexander}", "last_name: {example: Alexander}"),
            (
                "image_url: {example: 'https://example.com/1234567'}",
                "thumb_url: {example: 'https://example.com/1234567'}",
            ),
            ("source_kind: {example: conversation_message_item}", "kind: {example: conversation_message_item}"),
            ("id: {example: %s}", "uuid: {example: %s}"),
            ("id: {example: %s}", "thing_id: {example: %s}"),
            ("a: {properties: {id: {example: %s}}}", "b: {properties: {user_id: {example: %s}}}"),
            ("a: {properties: {user_id: {example: %s}}}", "b: {properties: {owner_id: {example: %s}}}"),
            ("a: {properties: {user_id: {example: %s}}}", "b: {properties: {user_id: {example: %s}}}"),
        ],
    )
    def test_passes(self, one: str, other: str) -> None:
        """Time stamps, words, addresses, two names of one thing and equal names are sound."""
        assert found(self.RULE, with_schema(f"{{properties: {{{one}, {other}}}}}".replace("%s", UUID))) == []

    def test_resources(self) -> None:
        """A placeholder used for two resources is found."""
        schema = (
            f"{{properties: {{a: {{properties: {{agent_id: {{example: {UUID}}}}}}}, batch_id: {{example: {UUID}}}}}}}"
        )
        text = with_schema(schema.replace("%s", UUID))
        assert found(self.RULE, text) == [f"{THING}/properties/batch_id/example"]

    def test_vendored(self) -> None:
        """The vendored list shows the number of the deprecated property."""
        assert vendored(self.RULE) == [f"{BATCH}/from_phone_numbers/example"]
