"""The form of a document: what OpenAPI requires, and what it defines, in both versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.contract.load import SPEC
from conformance.rules.observation import Conforming, Deviation
from conformance.selftests.documents import OPERATION, found, observed, with_operation, with_schema

VENDORED = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
SOUND = (Path(__file__).parent / "data" / "sound.yaml").read_text(encoding="utf-8")
FORM, FIELDS = "document-keeps-the-openapi-schema", "field-is-known-to-openapi"
VERSIONS = pytest.mark.parametrize("version", ["3.0.0", "3.0.3", "3.1.0", "3.1.1"])


def with_keys(rest: str, version: str) -> str:
    return f"openapi: {version}\ninfo: {{title: a, version: '1'}}\npaths: {{}}\n{rest}"


@VERSIONS
class TestForm:
    @pytest.mark.parametrize(
        ("operation", "at", "kind"),
        [
            ("responses: {'200': {content: {}}}", "/responses/200", "no description"),
            ("responses: {'200': {description: 7}}", "/responses/200/description", "type"),
            ("{parameters: [{in: query, name: a, required: 1, schema: {}}], responses: {'200': {description: a}}}",
             "/parameters/0/required", "type"),
        ],
    )  # fmt: skip
    def test_operation(self, version: str, operation: str, at: str, kind: str) -> None:
        """A missing member or one of another type is found at its place, not at the enclosing choice."""
        (deviation,) = observed(FORM, with_operation(operation, version=version))
        assert isinstance(deviation, Deviation)
        assert (deviation.location, deviation.kind) == (f"{OPERATION}{at}", kind)

    def test_title(self, version: str) -> None:
        """A document without a title or a version lacks both."""
        assert found(FORM, f"openapi: {version}\ninfo: {{}}\npaths: {{}}") == ["#/info", "#/info"]

    def test_scheme(self, version: str) -> None:
        """For an incomplete security scheme the finding names what it needs."""
        text = with_keys("components: {securitySchemes: {key: {type: http}}}", version)
        (deviation,) = observed(FORM, text)
        assert isinstance(deviation, Deviation)
        assert (deviation.location, deviation.fix) == ("#/components/securitySchemes/key", "scheme: …")

    @pytest.mark.parametrize("name", ["bearer", "Bearer", "BEARER"])
    def test_case_of_scheme(self, version: str, name: str) -> None:
        """The name of a scheme may be written in any case, with a bearerFormat beside it."""
        scheme = f"{{type: http, scheme: {name}, bearerFormat: JWT}}"
        assert observed(FORM, with_keys(f"components: {{securitySchemes: {{key: {scheme}}}}}", version)) == [
            Conforming()
        ]

    def test_sound(self, version: str) -> None:
        """A sound document passes, whatever its schemas say; an extension may hold anything."""
        text = with_schema("{type: object, properties: {a: {type: string}}}", version) + "\nx-more: [1]\n"
        assert observed(FORM, text) == observed(FIELDS, text) == [Conforming()]


@VERSIONS
class TestFields:
    @pytest.mark.parametrize(
        ("text", "at", "name"),
        [
            ("licence: MIT", "#", "licence"),
            ("components: {securitySchemes: {key: {type: http, scheme: bearer, in: header}}}",
             "#/components/securitySchemes/key", "in"),
            ("components: {responses: {a: {description: a, schema: {}}}}", "#/components/responses/a", "schema"),
        ],
    )  # fmt: skip
    def test_fails(self, version: str, text: str, at: str, name: str) -> None:
        """An unknown name, or one of another form, is found on its own, and breaks nothing else."""
        (deviation,) = observed(FIELDS, with_keys(text, version))
        assert isinstance(deviation, Deviation)
        assert (deviation.location, deviation.actual) == (at, name)
        assert observed(FORM, with_keys(text, version)) == [Conforming()]

    def test_extension(self, version: str) -> None:
        """Names that start with x- are allowed anywhere."""
        assert observed(FIELDS, with_keys("x-licence: MIT", version)) == [Conforming()]


@pytest.mark.parametrize("rule", [FORM, FIELDS])
@pytest.mark.parametrize("text", [VENDORED, SOUND], ids=["vendored", "sound"])
def test_own(rule: str, text: str) -> None:
    """The vendored document has the form of OpenAPI, and so has its sound twin."""
    assert observed(rule, text) == [Conforming()]
