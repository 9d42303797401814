"""A keyword is an assertion where an instance can break it, and says of which instances."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urljoin

import pytest
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]  # it comes without types

from conformance.contract.assertions import Assertion, assertions_at, type_of
from conformance.contract.document import parse
from conformance.contract.keywords import FOREIGN, KEYWORDS, Dialect, Holds
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.model import JsonValue
from conformance.selftests.documents import visits

# For every keyword that asserts: a value, an instance that breaks it, and the type that it applies to.
BREAKING: list[tuple[str, str, JsonValue, str]] = [
    ("type", "string", 1, "any"),
    ("type", "[string, 'null']", 1, "any"),
    ("enum", "[1]", 2, "any"),
    ("const", "1", 2, "any"),
    ("anyOf", "[{type: string}]", 1, "any"),
    ("oneOf", "[{type: string}]", 1, "any"),
    ("not", "{type: integer}", 1, "any"),
    ("pattern", "^a$", "b", "string"),
    ("minLength", "2", "a", "string"),
    ("maxLength", "0", "a", "string"),
    ("format", "date-time", "a", "string"),
    ("format", "uuid", "a", "string"),
    ("format", "int32", 2**31, "number"),
    ("format", "int64", 2**63, "number"),
    ("multipleOf", "2", 1, "number"),
    ("minimum", "2", 1, "number"),
    ("maximum", "0", 1, "number"),
    ("exclusiveMinimum", "1", 1, "number"),
    ("exclusiveMaximum", "1", 1, "number"),
    ("minItems", "1", [], "array"),
    ("maxItems", "0", [1], "array"),
    ("uniqueItems", "true", [1, 1], "array"),
    ("contains", "{type: string}", [1], "array"),
    ("contains", "false", [1], "array"),
    ("propertyNames", "false", {"a": 1}, "object"),
    ("items", "false", [1], "array"),
    ("unevaluatedItems", "false", [1], "array"),
    ("unevaluatedItems", "{type: string}", [1], "array"),
    ("required", "[a]", {}, "object"),
    ("minProperties", "1", {}, "object"),
    ("maxProperties", "0", {"a": 1}, "object"),
    ("dependentRequired", "{a: [b]}", {"a": 1}, "object"),
    ("dependentSchemas", "{a: {required: [b]}}", {"a": 1}, "object"),
    ("propertyNames", "{pattern: ^a}", {"b": 1}, "object"),
    ("additionalProperties", "false", {"a": 1}, "object"),
    ("unevaluatedProperties", "false", {"a": 1}, "object"),
    ("unevaluatedProperties", "{type: string}", {"a": 1}, "object"),
]


# The dialects as they are published, each with what else its schemas may have, and what is left out of the table.
PUBLISHED = [
    (
        Dialect.DRAFT_2020_12,
        "https://json-schema.org/draft/2020-12/schema",
        {"discriminator", "xml", "externalDocs", "example"},  # of OpenAPI 3.1
        {"$vocabulary", "$recursiveRef", "$recursiveAnchor", "dependencies"},  # of meta-schemas, and of older dialects
    ),
    # Its meta-schema has forgotten `writeOnly` (validation, section 10.3).
    (Dialect.DRAFT_07, "http://json-schema.org/draft-07/schema", {"writeOnly"}, {"additionalItems"}),
]
HELD: dict[str, Holds] = {
    '{"$dynamicRef": "#meta"}': Holds.SCHEMA,
    '{"$ref": "#/$defs/schemaArray"}': Holds.SCHEMAS,
    '{"type": "array", "items": true}': Holds.INSTANCES,
    "true": Holds.INSTANCES,
}


def published(address: str) -> dict[str, Any]:
    """Return what a meta-schema and its vocabularies say of each keyword."""
    whole = REGISTRY.contents(address)
    parts = (REGISTRY.contents(urljoin(address, each["$ref"])) for each in whole.get("allOf", ()))
    return {name: schema for each in (whole, *parts) for name, schema in each["properties"].items()}


@pytest.mark.parametrize(("dialect", "address", "added", "left_out"), PUBLISHED, ids=["2020-12", "draft-07"])
def test_dialects(dialect: Dialect, address: str, added: set[str], left_out: set[str]) -> None:
    """The table has the keywords of a dialect as it is published."""
    known = {name for name, each in KEYWORDS.items() if dialect in each.dialects}
    assert known == (published(address).keys() | added) - left_out


def test_openapi_3_0() -> None:
    """The table has the keywords that the Schema Object of OpenAPI 3.0 has, and the reference in place of one."""
    from schemathesis.specs.openapi.definitions import OPENAPI_30

    definitions: Any = OPENAPI_30["definitions"]
    known = {name for name, each in KEYWORDS.items() if Dialect.OPENAPI_3_0 in each.dialects}
    assert known == {*definitions["Schema"]["properties"], "$ref"}


def test_holds() -> None:
    """What a keyword holds is what the meta-schema of 2020-12 says."""
    for name, schema in published(PUBLISHED[0][1]).items():
        is_map = "additionalProperties" in schema if isinstance(schema, dict) else False
        if is_map and schema["additionalProperties"] == {"$dynamicRef": "#meta"}:
            kind = Holds.PATTERNED if "propertyNames" in schema else Holds.NAMED
        else:
            kind = HELD.get(json.dumps(schema), Holds.REFERENCE if name.lower().endswith("ref") else Holds.VALUE)
        if name in KEYWORDS and name not in FOREIGN:
            assert (name, KEYWORDS[name].holds) == (name, kind)


def found(schema: str) -> list[tuple[str, str, str]]:
    data = parse(f"s: {schema}", "f").at("#/s")
    assert isinstance(data, dict | bool)
    return [(each.pointer, each.keyword, each.applies_to) for each in assertions_at("#/s", data)]


@pytest.mark.parametrize(("keyword", "value", "instance", "kind"), BREAKING)
def test_assertions(keyword: str, value: str, instance: JsonValue, kind: str) -> None:
    """A keyword that an instance can break is one assertion, under which the engine's error is reported."""
    assert found(f"{{{keyword}: {value}}}") == [(f"#/s/{keyword}", keyword, kind)]
    schemas = Schemas(read_contract(parse(f"openapi: 3.1.0\ns: {{{keyword}: {value}}}", "f")))
    (violation,) = schemas.violations("#/s", instance)
    assert violation.pointer == f"#/s/{keyword}"
    if keyword not in (
        "items",
        "additionalProperties",
    ):  # the engine then reports the item or the property that should not be there
        assert (violation.path, violation.instance) == ((), instance)
    visited = [(assertion.pointer, path, value) for assertion, path, value in visits(schemas, "#/s", instance)]
    assert visited == [(f"#/s/{keyword}", (), instance)]
    assert kind in ("any", type_of(instance))


@pytest.mark.parametrize(
    "schema",
    [
        *("{}", "true", "{description: a, title: b, default: 1, example: 2, deprecated: true, readOnly: true}"),
        *(
            "{properties: {a: {type: string}}}",
            "{items: {type: string}}",
            "{items: true}",
            "{additionalProperties: true}",
        ),
        *(
            "{additionalProperties: {type: string}}",
            "{allOf: [{type: string}]}",
            "{$ref: '#/a'}",
            "{prefixItems: [false]}",
        ),
        *("{format: e164}", "{format: binary}", "{format: 7}", "{if: {type: string}}", "{then: {type: string}}"),
        *("{x-type: string}", "{nullable: true}", "{$defs: {a: false}}", "{uniqueItems: false}"),
    ],
)
def test_no_assertions(schema: str) -> None:
    """Applicators, annotations, and keywords that no instance can break are not assertions on their own."""
    assert found(schema) == []


def test_false() -> None:
    """The schema `false` is an assertion on its own."""
    assert found("false") == [("#/s", "false", "any")]


@pytest.mark.parametrize("branch", ["then", "else"])
def test_conditions(branch: str) -> None:
    """A condition is an assertion whichever of its branches are present."""
    assert found(f"{{if: {{}}, {branch}: {{}}}}") == [("#/s/if", "if", "any")]


def test_order_and_id() -> None:
    """Assertions are listed in the order of the schema, each with the id of its requirement."""
    data = {"maxLength": 1, "type": "string", "minLength": 0}
    assert [each.id for each in assertions_at("#/s", data)] == [
        "schema:#/s/maxLength",
        "schema:#/s/type",
        "schema:#/s/minLength",
    ]
    assert Assertion("#/a", "type", "any").id == "schema:#/a"


@pytest.mark.parametrize(
    ("instance", "kind"),
    [
        (None, "null"),
        (True, "boolean"),
        (0, "number"),
        (1.5, "number"),
        ("", "string"),
        ([], "array"),
        ({}, "object"),
    ],
)
def test_type_of(instance: JsonValue, kind: str) -> None:
    """Every JSON value has one type; a boolean is not a number."""
    assert kind == type_of(instance)
