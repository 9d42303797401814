"""The rules on descriptions, examples and links."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from conformance.contract.load import SPEC
from conformance.rules.observation import Conforming, Deviation
from conformance.selftests.documents import OPERATION, THING, found, observed, with_operation, with_schema

VENDORED = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
SOUND = (Path(__file__).parent / "data" / "sound.yaml").read_text(encoding="utf-8")
LIST = "#/paths/~1batches~1{agent_id}~1all/get"
BATCH = "#/components/schemas/Batch/properties"
RESPONSES = "responses: {'200': {description: a}}"


def refusing(schemas: str, status: str = "'400'", media: str = "application/json", body: str = "E") -> str:
    """Return a document with a failure whose body is the schema E of some schemas, given as YAML."""
    content = f"{{{media}: {{schema: {{$ref: '#/components/schemas/{body}'}}}}}}"
    responses = f"responses: {{'200': {{description: a}}, {status}: {{description: b, content: {content}}}}}"
    return with_operation(responses, f"components: {{schemas: {schemas}}}")


class TestErrorCodeIsExplained:
    RULE = "error-code-is-explained"
    ERROR = "#/components/schemas/E/properties"

    @pytest.mark.parametrize(
        ("name", "schema"),
        [
            ("error", "{type: integer, format: int32}"),
            ("code", "{type: string, example: E1}"),
            ("errorCode", "{type: [integer, 'null']}"),
            ("error_code", "{type: string, maxLength: 20}"),
            ("status", "{type: integer}"),
            ("code", "{type: integer, description: ' '}"),
        ],
    )
    def test_fails(self, name: str, schema: str) -> None:
        """The values have no description."""
        assert found(self.RULE, refusing(f"{{E: {{properties: {{{name}: {schema}}}}}}}")) == [f"{self.ERROR}/{name}"]

    @pytest.mark.parametrize(
        "properties",
        [
            "{error: {type: integer, description: The HTTP status}}",
            "{code: {type: string, enum: [a, b]}}",
            "{code: {type: integer, title: The HTTP status}}",
            "{code: {oneOf: [{const: 1, description: a}], type: integer}}",
            "{code: {allOf: [{$ref: '#/components/schemas/Code'}]}}",
            "{code: {$ref: '#/components/schemas/Code'}}",
            "{code: {$ref: '#/components/schemas/Bare', description: From the list of codes}}",
            "{type: {type: string}, title: {type: string}, status: {type: integer}}",
            "{error: {type: string}, statusCode: {type: integer}, message: {type: string}}",
            "{error: {type: object}, count: {type: integer}}",
        ],
    )
    def test_passes(self, properties: str) -> None:
        """A description, a closed list, the terms of RFC 9457 and properties that are not codes are sound."""
        codes = "Code: {type: integer, description: A code}, Bare: {type: integer}"
        assert found(self.RULE, refusing(f"{{E: {{properties: {properties}}}, {codes}}}")) == []

    def test_described_above(self) -> None:
        """The description of the object may mention the property by name."""
        schemas = "{E: {description: 'Refused; `code` is the HTTP status', properties: {code: {type: integer}}}}"
        assert observed(self.RULE, refusing(schemas)) == [Conforming()]

    @pytest.mark.parametrize(
        "schemas",
        [
            "{E: {allOf: [{$ref: '#/components/schemas/B'}]}, B: {properties: {code: {type: integer}}}}",
            "{E: {type: array, items: {$ref: '#/components/schemas/B'}}, B: {properties: {code: {type: integer}}}}",
            "{E: {properties: {error: {$ref: '#/components/schemas/B'}}}, B: {properties: {code: {type: integer}}}}",
        ],
    )
    def test_wrapped(self, schemas: str) -> None:
        """The code is found through references, branches, items and the envelope of a failure."""
        assert found(self.RULE, refusing(schemas)) == ["#/components/schemas/B/properties/code"]

    def test_data(self) -> None:
        """A code within the data of a failure is not that of the failure."""
        schemas = "{E: {properties: {country: {properties: {code: {type: string}}}}}}"
        assert observed(self.RULE, refusing(schemas)) == []

    @pytest.mark.parametrize("status", ["'201'", "2XX"])
    def test_success(self, status: str) -> None:
        """A code in a success is not that of a failure."""
        assert observed(self.RULE, refusing("{E: {properties: {code: {type: integer}}}}", status)) == []

    def test_default(self) -> None:
        """A default beside a success describes failures; on its own, it may be the success."""
        text = refusing("{E: {properties: {code: {type: integer}}}}", "default")
        assert found(self.RULE, text) == [f"{self.ERROR}/code"]
        assert found(self.RULE, text.replace("'200': {description: a}, ", "")) == []

    def test_problem_details(self) -> None:
        """RFC 9457 explains the members of its own media type."""
        text = refusing("{E: {properties: {status: {type: integer}}}}", media="application/problem+json")
        assert observed(self.RULE, text) == []

    def test_circle(self) -> None:
        """A failure may contain failures."""
        schemas = (
            "{E: {properties: {errors: {type: array, items: {$ref: '#/components/schemas/E'}}, code: {type: integer}}}}"
        )
        assert found(self.RULE, refusing(schemas)) == [f"{self.ERROR}/code"]

    def test_vendored(self) -> None:
        """The vendored document does not say what Error.error is."""
        assert found(self.RULE, VENDORED) == ["#/components/schemas/Error/properties/error"]
        assert found(self.RULE, SOUND) == []


class TestPropertyIsDescribed:
    RULE = "property-is-described"

    @pytest.mark.parametrize("schema", ["{type: string}", "{type: string, title: A}", "{description: ''}", "{}"])
    def test_fails(self, schema: str) -> None:
        """A property has no description."""
        assert found(self.RULE, with_schema(f"properties: {{a: {schema}}}")) == [f"{THING}/properties/a"]

    @pytest.mark.parametrize(
        "schema",
        [
            "{description: What it is}",
            "{$ref: '#/components/schemas/Other'}",
            "{allOf: [{$ref: '#/components/schemas/Other'}], nullable: true}",
            "{const: a}",
            "true",
        ],
    )
    def test_passes(self, schema: str) -> None:
        """A description may be at the target of a reference; a boolean schema has no room for one."""
        other = "\n    Other: {type: string, description: What it is}"
        assert found(self.RULE, with_schema(f"properties: {{a: {schema}}}") + other) == []

    def test_code(self) -> None:
        """The code of a failure belongs to a rule of its own."""
        assert observed(self.RULE, refusing("{E: {properties: {code: {type: integer}}}}")) == []

    def test_vendored(self) -> None:
        """The vendored document describes all properties but the error's."""
        assert found(self.RULE, VENDORED) == ["#/components/schemas/Error/properties/message"]
        assert found(self.RULE, SOUND) == []


class TestMediaTypeHasAnExample:
    RULE = "media-type-has-an-example"
    AT = f"{OPERATION}/responses/200/content/application~1json"

    @pytest.mark.parametrize(
        "schema", ["properties: {a: {type: string, example: b}}", "type: array", "oneOf: [{type: object}]"]
    )
    def test_fails(self, schema: str) -> None:
        """Neither the media type nor the schema shows a whole answer."""
        assert found(self.RULE, with_schema(schema)) == [self.AT]

    @pytest.mark.parametrize(
        "schema",
        [
            "{type: object, example: {a: b}}",
            "{type: object, examples: [{a: b}]}",
            "{type: array, items: {type: object, example: {a: b}}}",
            "{allOf: [{type: object, example: {a: b}}]}",
            "{type: object, default: {}}",
        ],
    )
    def test_of_schema(self, schema: str) -> None:
        """An example of the whole in the schema is enough."""
        assert observed(self.RULE, with_schema(schema)) == [Conforming()]

    @pytest.mark.parametrize("example", ["example: {}", "examples: {one: {value: {}}}"])
    def test_of_media_type(self, example: str) -> None:
        """An example of the media type is enough."""
        text = with_schema("type: object").replace("schema: {$ref", f"{example}\n              schema: {{$ref")
        assert observed(self.RULE, text) == [Conforming()]

    @pytest.mark.parametrize("schema", ["{type: string}", "{type: [integer, 'null']}", "{}", "true"])
    def test_scalar(self, schema: str) -> None:
        """A single value, or an unconstrained one, needs no example."""
        assert observed(self.RULE, with_schema(schema)) == []

    def test_other_media(self) -> None:
        """Other media types than JSON and requests are not checked."""
        assert observed(self.RULE, with_schema("type: object").replace("application/json", "text/csv")) == []
        body = "requestBody: {content: {application/json: {schema: {type: object}}}}"
        assert observed(self.RULE, with_operation(f"{body}\n{RESPONSES}")) == []

    def test_fix(self) -> None:
        """The suggested example is built from the valid examples of the parts."""
        text = with_schema(
            "properties:\n  a: {type: string, example: '0e1'}\n  b: {type: integer, example: x}\n"
            "  c: {type: array, items: {type: integer, example: 3}}\n  d: {type: string, deprecated: true, example: y}"
        )
        (fix,) = [each.fix for each in observed(self.RULE, text) if isinstance(each, Deviation)]
        assert yaml.safe_load(fix) == {"example": {"a": "0e1", "c": [3]}}

    def test_bad_pattern(self) -> None:
        """A schema that cannot be compiled is reported by another rule."""
        assert found(self.RULE, with_schema("properties: {a: {pattern: '(', example: b}}")) == [self.AT]

    def test_vendored(self) -> None:
        """The vendored document shows no whole answer."""
        media = "content/application~1json"
        assert found(self.RULE, VENDORED) == [f"{LIST}/responses/200/{media}", f"{LIST}/responses/400/{media}"]
        assert found(self.RULE, SOUND) == []


class TestParameterHasAnExample:
    RULE = "parameter-has-an-example"
    AT = f"{OPERATION}/parameters/0"

    @staticmethod
    def document(more: str, where: str = "path") -> str:
        """Return a document with one parameter."""
        return with_operation(f"parameters: [{{in: {where}, name: thing_id, required: true, {more}}}]\n{RESPONSES}")

    @pytest.mark.parametrize("where", ["path", "query"])
    def test_fails(self, where: str) -> None:
        """A parameter has no example; the fix is one that its schema accepts."""
        text = self.document("schema: {type: string, format: uuid}", where)
        assert found(self.RULE, text) == [self.AT]
        (fix,) = [each.fix for each in observed(self.RULE, text) if isinstance(each, Deviation)]
        assert fix == "example: 0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6"

    @pytest.mark.parametrize(
        "more",
        [
            "schema: {type: string}, example: a",
            "schema: {type: string}, examples: {one: {value: a}}",
            "schema: {type: string, example: a}",
            "schema: {type: string, examples: [a]}",
            "schema: {type: integer, default: 0}",
            "schema: {type: string, enum: [a]}",
            "schema: {type: array, items: {type: string, enum: [a]}}",
            "schema: {type: boolean}",
            "schema: {allOf: [{type: string, example: a}]}",
            "content: {application/json: {example: {}}}",
        ],
    )
    def test_passes(self, more: str) -> None:
        """An example is given somewhere, or the values are well known."""
        assert observed(self.RULE, self.document(more)) == [Conforming()]

    @pytest.mark.parametrize("where", ["header", "cookie"])
    def test_elsewhere(self, where: str) -> None:
        """Headers and cookies are not checked."""
        assert observed(self.RULE, self.document("schema: {type: string}", where)) == []

    def test_odd(self) -> None:
        """Examples of the wrong shape are ignored, and cause no crash."""
        assert found(self.RULE, self.document("schema: {type: string}, content: 3, examples: []")) == [self.AT]

    def test_vendored(self) -> None:
        """The vendored document has no example of agent_id."""
        assert found(self.RULE, VENDORED) == [f"{LIST}/parameters/0"]
        assert found(self.RULE, SOUND) == []


class TestSecuritySchemeIsDescribed:
    RULE = "security-scheme-is-described"
    AT = "#/components/securitySchemes/a"

    @staticmethod
    def document(scheme: str) -> str:
        """Return a document with one security scheme."""
        return with_operation(RESPONSES, f"components: {{securitySchemes: {{a: {scheme}}}}}")

    @pytest.mark.parametrize(
        ("scheme", "kinds"),
        [
            ("{type: http, scheme: bearer}", ["no description", "no bearerFormat"]),
            ("{type: http, scheme: Bearer, description: b}", ["no bearerFormat"]),
            ("{type: http, scheme: bearer, bearerFormat: JWT}", ["no description"]),
            ("{type: apiKey, in: header, name: X-Key}", ["no description"]),
        ],
    )
    def test_fails(self, scheme: str, kinds: list[str]) -> None:
        """A description or the form of a bearer token is missing."""
        observations = observed(self.RULE, self.document(scheme))
        assert [each.kind for each in observations if isinstance(each, Deviation)] == kinds
        assert found(self.RULE, self.document(scheme)) == [self.AT] * len(kinds)

    @pytest.mark.parametrize(
        "scheme",
        [
            "{type: http, scheme: bearer, bearerFormat: JWT, description: b}",
            "{type: http, scheme: basic, description: b}",
            "{type: apiKey, in: header, name: X-Key, description: b}",
        ],
    )
    def test_passes(self, scheme: str) -> None:
        """Only a bearer token has a form to describe."""
        assert observed(self.RULE, self.document(scheme)) == [Conforming()]

    def test_vendored(self) -> None:
        """The vendored document states neither."""
        assert found(self.RULE, VENDORED) == ["#/components/securitySchemes/bearerAuth"] * 2
        assert found(self.RULE, SOUND) == []
