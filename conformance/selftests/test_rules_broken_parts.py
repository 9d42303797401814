"""The broken parts of a document: each is reported once, at its place, with what is probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.rules.observation import Conforming, Deviation, Inapplicable
from conformance.selftests.documents import found, observed, with_operation, with_schema

CASES = Path(__file__).parent / "data" / "cases" / "documents"
REFERENCE, SCHEME, SCHEMA = "reference-resolves", "security-scheme-is-defined", "schema-is-valid-in-its-dialect"


def fixes(rule: str, text: str) -> list[str]:
    """Return the fix of each deviation."""
    return [each.fix for each in observed(rule, text) if isinstance(each, Deviation)]


class TestReference:
    @pytest.mark.parametrize(
        ("case", "at"),
        [
            ("dangling-ref-in-event-stream-post.yaml", "/text~1event-stream/schema/properties/kind/$ref"),
            ("dangling-ref-in-post-body.json", "/post/requestBody/content/application~1json/schema/$ref"),
        ],
    )  # fmt: skip
    def test_case(self, case: str, at: str) -> None:
        """A reference to nothing is a deviation at its place, in a request as in an answer."""
        (pointer,) = found(REFERENCE, (CASES / case).read_text(encoding="utf-8"))
        assert pointer.endswith(at)

    def test_nearest(self) -> None:
        """The fix is the component with the nearest name."""
        text = with_schema("{properties: {a: {$ref: '#/components/schemas/Thin'}, b: {$ref: '#/nowhere'}}}")
        assert fixes(REFERENCE, text) == ['$ref: "#/components/schemas/Thing"', ""]

    def test_circular(self) -> None:
        """References that lead only to each other are one deviation."""
        text = "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {}\ncomponents: {schemas: {%s}}\n"
        circle = "A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}"
        assert len(found(REFERENCE, text % circle)) == 1
        recursion = "A: {properties: {a: {$ref: '#/components/schemas/A'}}}"
        assert observed(REFERENCE, text % recursion) == [Conforming()]


class TestScheme:
    def test_undefined(self) -> None:
        """A scheme that the document lacks is found under the operation and under the document."""
        rest = "components: {securitySchemes: {ApiKey: {type: http, scheme: bearer}}}\nsecurity: [{apiKey: []}]\n"
        text = with_operation("{security: [{}, {ApiKey: []}, {other: []}], responses: {}}", rest)
        assert [each.rpartition("/")[2] for each in found(SCHEME, text)] == ["apiKey", "other"]
        assert fixes(SCHEME, text)[0] == "ApiKey: []"

    def test_sound(self) -> None:
        """A defined scheme passes; without `security` nothing is said."""
        rest = "components: {securitySchemes: {ApiKey: {type: http, scheme: bearer}}}\nsecurity: [{ApiKey: []}]\n"
        assert observed(SCHEME, with_operation("{responses: {}}", rest)) == [Conforming()]
        assert observed(SCHEME, with_operation("{responses: {}}")) == []


class TestSchema:
    @pytest.mark.parametrize(
        "case",
        ["54-schema-examples-object-31.json", "schema-type-int-post-31.json", "schema-type-int-postresp-31.json"],
    )
    def test_case(self, case: str) -> None:
        """Each malformed schema is one deviation."""
        assert len(found(SCHEMA, (CASES / case).read_text(encoding="utf-8"))) == 1

    @pytest.mark.parametrize(
        ("schema", "fix"),
        [
            ("{type: int}", "type: integer"),
            ("{type: String}", "type: string"),
            ("{type: sometimes}", ""),
            ("{minimum: '3'}", "minimum: 3"),
            ("{required: true}", ""),
            ("{examples: {one: {a: 1}}}", 'examples: [{"a": 1}]'),
            ("{items: [{type: string}]}", ""),
            ("{properties: [a]}", ""),
            ("{enum: a}", ""),
        ],
    )
    def test_malformed(self, schema: str, fix: str) -> None:
        """A keyword with a value that no validator reads is a deviation, with the fix where it is certain."""
        assert fixes(SCHEMA, with_schema(schema)) == [fix]

    def test_inner(self) -> None:
        """What is wrong within a schema is not said of those around it."""
        assert len(found(SCHEMA, with_schema("{properties: {a: {items: {type: int}}}}"))) == 1

    @pytest.mark.parametrize(
        "schema", ["{}", "{type: [string, 'null'], examples: [a], x-a: 1, nullable: true}", "true"]
    )
    def test_sound(self, schema: str) -> None:
        """A sound schema passes, also with keywords that JSON Schema does not know."""
        assert found(SCHEMA, with_schema(schema)) == []

    def test_other_dialect(self) -> None:
        """A schema of another dialect is not judged by this one, and one of OpenAPI 3.0 elsewhere."""
        assert found(SCHEMA, with_schema("{$schema: 'http://json-schema.org/draft-03/schema#', required: true}")) == []
        (said,) = observed(SCHEMA, with_schema("{type: int}", "3.0.3"))
        assert isinstance(said, Inapplicable)
