"""Schemas of OpenAPI 3.0 and 3.1 keep their meaning when rewritten to JSON Schema 2020-12."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.contract.dialect import to_2020_12, uri_fragment
from conformance.contract.document import parse
from conformance.contract.keywords import Dialect
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.model import JsonValue

DIALECTS = {"3.0.3": Dialect.OPENAPI_3_0, "3.1.0": Dialect.DRAFT_2020_12}


def data_of(text: str) -> JsonValue:
    return parse(f"data: {text}", "f").at("#/data")


def rewritten(schema: str, version: str = "3.1.0") -> tuple[Any, dict[str, str]]:
    """Return a schema in JSON Schema 2020-12, and the aliases of the added keywords."""
    found = to_2020_12(parse(f"components: {{schemas: {{A: {schema}}}}}", "f"), DIALECTS[version])
    base = "#/components/schemas/A"
    return found.data["components"]["schemas"]["A"], {
        added.removeprefix(base): keyword.removeprefix(base) for added, keyword in found.aliases.items()
    }


def accepts(schema: str, instance: JsonValue, version: str) -> bool:
    text = f"openapi: {version}\ncomponents: {{schemas: {{A: {schema}, B: {{type: string}}}}}}"
    return Schemas(read_contract(parse(text, "f"))).accepts("#/components/schemas/A", instance)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: string, nullable: true}", {"type": ["string", "null"], "nullable": True}),
        ("{type: string, nullable: false}", {"type": "string", "nullable": False}),
        ("{nullable: true}", {"nullable": True}),
        (
            "{type: string, nullable: true, enum: [a]}",
            {"type": ["string", "null"], "nullable": True, "enum": ["a", None]},
        ),
        (
            "{type: string, nullable: true, enum: [null, a]}",
            {"type": ["string", "null"], "nullable": True, "enum": [None, "a"]},
        ),
        ("{minimum: 3, exclusiveMinimum: true}", {"exclusiveMinimum": 3}),
        ("{minimum: 3, exclusiveMinimum: false}", {"minimum": 3}),
        ("{maximum: 3, exclusiveMaximum: true}", {"exclusiveMaximum": 3}),
        ("{exclusiveMaximum: true}", {}),
        ("{$ref: '#/a', type: string}", {"$ref": "#/a"}),
    ],
)
def test_3_0(schema: str, expected: JsonValue) -> None:
    """The keywords of 3.0 are rewritten to their equivalents."""
    assert expected == rewritten(schema, "3.0.3")[0]


@pytest.mark.parametrize(
    "schema",
    [
        "{type: string, nullable: true}",
        "{minimum: 3, exclusiveMinimum: 4}",
        "{$ref: '#/a', type: string}",
        "{type: [string]}",
    ],
)
def test_3_1(schema: str) -> None:
    """A schema of 3.1 is not changed."""
    assert rewritten(schema)[0] == data_of(schema)


@pytest.mark.parametrize(
    ("version", "schema", "instance", "expected"),
    [
        ("3.0.3", "{type: string, nullable: true}", None, True),
        ("3.1.0", "{type: string, nullable: true}", None, False),
        ("3.0.3", "{type: string, nullable: true, enum: [a]}", None, True),
        ("3.0.3", "{type: integer, minimum: 3, exclusiveMinimum: true}", 3, False),
        ("3.0.3", "{type: integer, minimum: 3, exclusiveMinimum: true}", 4, True),
        ("3.0.3", "{type: integer, minimum: 3, exclusiveMinimum: false}", 3, True),
        ("3.0.3", "{$ref: '#/components/schemas/B', minLength: 9}", "a", True),
        ("3.1.0", "{$ref: '#/components/schemas/B', minLength: 9}", "a", False),
        ("3.0.0", "{items: {type: string, nullable: true}}", [None], True),
        ("3.1.1", "{properties: {nullable: {type: string}, type: {type: string}}}", {"type": "a"}, True),
        ("3.0.3", "{properties: {minimum: {type: string}, nullable: {type: string}}}", {"minimum": 1}, False),
        *((version, "{dependencies: {a: [b]}}", {"a": 1}, True) for version in ("3.0.3", "3.1.0")),
        *((version, "{dependencies: {a: {required: [b]}}}", {"a": 1}, True) for version in ("3.0.3", "3.1.0")),
        ("3.1.0", "{properties: {dependencies: {type: string}}}", {"dependencies": 1}, False),
        ("3.1.0", "{definitions: {a: {type: string}}, $ref: '#/components/schemas/A/definitions/a'}", 1, False),
    ],
)
def test_meaning(version: str, schema: str, instance: JsonValue, expected: bool) -> None:
    """An instance is judged by the meaning of the schema in its own version."""
    assert expected is accepts(schema, instance, version)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("form", "instance", "expected"),
    [
        ("int32", 2**31 - 1, True),
        ("int32", 2**31, False),
        ("int32", -(2**31), True),
        ("int32", -(2**31) - 1, False),
        ("int64", 2**63 - 1, True),
        ("int64", 2**63, False),
        ("int64", -(2**63) - 1, False),
        ("int64", 2**70, False),
        ("int16", 2**70, True),
        ("int32", "2147483648", True),
    ],
)
def test_integer_formats(version: str, form: str, instance: JsonValue, expected: bool) -> None:
    """int32 and int64 bound numbers exactly, and nothing else."""
    assert expected is accepts(f"{{format: {form}}}", instance, version)


@pytest.mark.parametrize(
    ("schema", "aliases"),
    [
        ("{format: int32}", {"/allOf/0": "/format"}),
        ("{format: int64, allOf: [{}, {}]}", {"/allOf/2": "/format"}),
        ("{properties: {a/b: {format: int32}}}", {"/properties/a~1b/allOf/0": "/properties/a~1b/format"}),
        ("{format: date}", {}),
        ("{properties: {format: {type: string}}}", {}),
        ("{enum: [{format: int32}], const: {format: int32}, default: {format: int32}}", {}),
        ("{properties: {enum: {format: int32}}}", {"/properties/enum/allOf/0": "/properties/enum/format"}),
    ],
)
def test_aliases(schema: str, aliases: dict[str, str]) -> None:
    """A keyword added for a format has the format's pointer as alias; the schema's own branches keep theirs."""
    assert aliases == rewritten(schema)[1]


@pytest.mark.parametrize(
    "data",
    ["{format: int32}", "{$ref: 'a b'}", "{type: string, nullable: true}", "{minimum: 1, exclusiveMinimum: true}"],
)
@pytest.mark.parametrize("keyword", ["const", "default", "example"])
def test_data_is_left_alone(keyword: str, data: str) -> None:
    """The data that a keyword holds is not a schema, and is compared unchanged."""
    assert rewritten(f"{{{keyword}: {data}}}", "3.0.3")[0] == {keyword: data_of(data)}
    assert rewritten(f"{{enum: [{data}]}}", "3.0.3")[0] == {"enum": [data_of(data)]}


@pytest.mark.parametrize(
    ("schema", "required"),
    [
        ("{required: [a, b], properties: {a: {writeOnly: true}, b: {}}}", ["b"]),
        ("{required: [a], properties: {a: {writeOnly: false}}}", ["a"]),
        ("{required: [a], properties: {b: {writeOnly: true}}}", ["a"]),
        ("{required: [a], properties: {a: {$ref: '#/components/schemas/A/properties/b'}, b: {writeOnly: true}}}", []),
        ("{required: [a/b], properties: {a/b: {writeOnly: true}}}", []),
        ("{required: [a], properties: {a: {$ref: '#/nowhere'}}}", ["a"]),
    ],
)
def test_write_only(schema: str, required: list[str]) -> None:
    """A response need not have write-only properties."""
    assert required == rewritten(schema)[0]["required"]


def test_the_document_is_kept() -> None:
    """The document itself is not changed: clauses quote it."""
    document = parse("a: {format: int32, type: string, nullable: true}", "f")
    before = repr(document.data)
    to_2020_12(document, Dialect.OPENAPI_3_0)
    assert before == repr(document.data)


@pytest.mark.parametrize(
    ("pointer", "fragment"),
    [
        ("#/a/b", "#/a/b"),
        ("#", "#"),
        ("#/paths/~1a~1{id}/get", "#/paths/~1a~1%7Bid%7D/get"),
        ("#/é %", "#/%C3%A9%20%25"),
        ('#/"<>', "#/%22%3C%3E"),
    ],
)
def test_uri_fragment(pointer: str, fragment: str) -> None:
    """A pointer is written as a fragment, in which braces and blanks are not allowed."""
    assert fragment == uri_fragment(pointer)


@pytest.mark.parametrize("written", ["#/components/schemas/%7Bid%7D", "#/components/schemas/{id}"])
@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef"])
def test_references(keyword: str, written: str) -> None:
    """A reference is followed whether its braces are percent-encoded or not."""
    text = f"openapi: 3.1.0\ncomponents: {{schemas: {{A: {{{keyword}: '{written}'}}, '{{id}}': {{type: string}}}}}}"
    schemas = Schemas(read_contract(parse(text, "f")))
    assert [schemas.accepts("#/components/schemas/A", instance) for instance in ("a", 1)] == [True, False]
    assert [found.pointer for found in schemas.violations("#/components/schemas/A", 1)] == [
        "#/components/schemas/{id}/type"
    ]
