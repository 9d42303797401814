"""The rules on keywords that are deprecated, unknown to a version, or for another type."""

from __future__ import annotations

import pytest

from conformance.contract.load import SPEC
from conformance.rules.observation import Deviation
from conformance.selftests.documents import OPERATION, THING, found, observed, with_operation, with_schema


class TestSchemaUsesExamples:
    RULE = "schema-uses-examples"

    @pytest.mark.parametrize(
        ("example", "fix"),
        [("a.csv", "examples:\n- a.csv"), ("[a, b]", "examples:\n- - a\n  - b"), ("null", "examples:\n- null")],
    )
    def test_fails(self, example: str, fix: str) -> None:
        """An example in a schema of 3.1 is found, and a list is suggested."""
        (deviation,) = observed(self.RULE, with_schema(f"{{example: {example}}}"))
        assert isinstance(deviation, Deviation)
        assert (deviation.location, deviation.fix) == (f"{THING}/example", fix)

    def test_passes(self) -> None:
        """A list is sound, and so is a property of that name."""
        assert found(self.RULE, with_schema("{examples: [a], properties: {example: {}}}")) == []

    def test_parameter(self) -> None:
        """The example of a parameter is not that of a schema."""
        operation = "parameters: [{in: query, name: a, example: a, schema: {type: string}}]"
        assert observed(self.RULE, with_operation(operation)) == []

    def test_3_0(self) -> None:
        """OpenAPI 3.0 has no alternative."""
        assert observed(self.RULE, with_schema("{example: a}", "3.0.3")) == []

    def test_vendored(self) -> None:
        """All twelve vendored examples are of that kind."""
        text = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
        names = [each.split("/")[5] for each in found(self.RULE, text)]
        assert (len(names), names[0], names[-1]) == (12, "batch_id", "execution_status")


class TestKeywordHasEffect:
    RULE = "keyword-has-effect"

    @pytest.mark.parametrize(
        ("schema", "keyword"),
        [
            ("{type: string, nullable: true}", "nullable"),
            ("{type: integer, minimum: 1, exclusiveMinimum: true}", "exclusiveMinimum"),
            ("{type: integer, maximum: 1, exclusiveMaximum: false}", "exclusiveMaximum"),
        ],
    )
    def test_3_1(self, schema: str, keyword: str) -> None:
        """Keywords that 3.1 has removed are found there, and sound in 3.0."""
        assert found(self.RULE, with_schema(schema)) == [f"{THING}/{keyword}"]
        assert found(self.RULE, with_schema(schema, "3.0.3")) == []

    @pytest.mark.parametrize(
        ("schema", "keyword"),
        [
            ("{const: a}", "const"),
            ("{type: string, examples: [a]}", "examples"),
            ("{type: [string, 'null']}", "type"),
            ("{type: object, patternProperties: {a: {}}}", "patternProperties"),
            ("{type: object, propertyNames: {maxLength: 3}}", "propertyNames"),
            ("{type: array, prefixItems: [{}]}", "prefixItems"),
            ("{type: object, unevaluatedProperties: false}", "unevaluatedProperties"),
            ("{$defs: {A: {}}}", "$defs"),
            ("{type: integer, exclusiveMinimum: 1}", "exclusiveMinimum"),
        ],
    )
    def test_3_0(self, schema: str, keyword: str) -> None:
        """Keywords that 3.0 does not have are found there, and sound in 3.1."""
        assert found(self.RULE, with_schema(schema, "3.0.3")) == [f"{THING}/{keyword}"]
        assert found(self.RULE, with_schema(schema)) == []

    @pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
    @pytest.mark.parametrize("value", ["{a: [b]}", "{a: {required: [b]}}"])
    def test_dependencies(self, value: str, version: str) -> None:
        """A keyword of draft-07 alone is found in both versions."""
        assert found(self.RULE, with_schema(f"{{dependencies: {value}}}", version)) == [f"{THING}/dependencies"]

    def test_conditions(self) -> None:
        """Each part of a conditional is found in 3.0."""
        found_at = found(self.RULE, with_schema("{if: {}, then: {}, else: {}}", "3.0.3"))
        assert found_at == [f"{THING}/{keyword}" for keyword in ("if", "then", "else")]

    def test_beside_reference(self) -> None:
        """In OpenAPI 3.0 a constraint beside a `$ref` is lost and found; a lost description is harmless."""
        schema = "{properties: {a: {$ref: '#/components/schemas/A', description: A, nullable: true}}}"
        rest = "components: {schemas: {A: {type: string}}}"
        media = f"responses: {{'200': {{content: {{application/json: {{schema: {schema}}}}}}}}}"
        at = f"{OPERATION}/responses/200/content/application~1json/schema/properties/a/nullable"
        assert found(self.RULE, with_operation(media, rest, "3.0.3")) == [at]

    @pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
    @pytest.mark.parametrize(
        ("schema", "keyword"),
        [
            ("{type: integer, minLength: 1}", "minLength"),
            ("{type: string, minimum: 1}", "minimum"),
            ("{type: string, minItems: 1}", "minItems"),
            ("{type: array, items: {}, required: [a]}", "required"),
            ("{type: object, items: {}}", "items"),
            ("{type: string, required: true}", "required"),
            ("{type: boolean, pattern: a}", "pattern"),
            ("{type: integer, format: date-time}", "format"),
        ],
    )
    def test_other_type(self, schema: str, keyword: str, version: str) -> None:
        """A keyword for another type is found in every version."""
        assert found(self.RULE, with_schema(schema, version)) == [f"{THING}/{keyword}"]

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: integer, minimum: 1, multipleOf: 2, format: int32}",
            "{type: string, format: int64, pattern: '^[0-9]+$'}",
            "{type: [string, 'null'], minLength: 1}",
            "{type: [integer, string], minLength: 1, minimum: 1}",
            "{minLength: 1, minimum: 1, required: [a]}",
            "{type: object, properties: {minLength: {}, nullable: {type: boolean}, const: {}}}",
            "{allOf: [{type: string}, {minLength: 1}]}",
            "{type: file, minLength: 1}",
            "{type: [], minLength: 1}",
            "{type: {a: 1}, minLength: 1}",
            "{nullable: false}",
            "{type: integer, exclusiveMinimum: 1}",
            "{$ref: '#/components/schemas/Thing', minLength: 1}",
        ],
    )
    def test_passes(self, schema: str) -> None:
        """A keyword for one of the types, unknown, or without a stated type, has its effect in 3.1."""
        assert found(self.RULE, with_schema(schema)) == []

    def test_other_dialect(self) -> None:
        """A schema of another dialect is not judged."""
        schema = "{$schema: 'http://json-schema.org/draft-04/schema#', type: integer, exclusiveMinimum: true}"
        assert found(self.RULE, with_schema(schema)) == []
        text = with_schema("{nullable: true}")
        text = text.replace("paths:", "jsonSchemaDialect: https://example.com/own\npaths:", 1)
        assert observed(self.RULE, text) == []

    def test_vendored(self) -> None:
        """Every keyword of the vendored document has its effect."""
        assert found(self.RULE, (SPEC / "openapi.yaml").read_text(encoding="utf-8")) == []


class TestBytesHaveTheirOwnMediaType:
    RULE = "bytes-have-their-own-media-type"
    JSON = f"{OPERATION}/responses/200/content/application~1json"

    @pytest.mark.parametrize(
        ("schema", "places"),
        [
            ("{type: string, format: binary}", [JSON]),
            ("{allOf: [{type: string, format: binary}]}", [JSON]),
            ("{type: string, contentMediaType: image/png}", [JSON]),
            ("{type: string, contentMediaType: image/png, contentEncoding: base64}", []),
            ("{type: string, format: byte}", []),
            ("{properties: {file: {type: string, format: binary}}}", []),
        ],
    )
    def test_schema(self, schema: str, places: list[str]) -> None:
        """Bytes that JSON has no place for are found, and those that are encoded are not."""
        assert found(self.RULE, with_schema(schema)) == places

    def test_own_type(self) -> None:
        """Bytes of another type are as they should be."""
        content = "{image/png: {schema: {type: string, format: binary}}}"
        assert (
            observed(self.RULE, with_operation(f"responses: {{'200': {{description: a, content: {content}}}}}")) == []
        )
