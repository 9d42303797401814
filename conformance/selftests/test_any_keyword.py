"""Whatever keywords a schema has, known or unknown, every rule can judge by it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.contract.document import parse
from conformance.contract.keywords import KEYWORDS
from conformance.contract.openapi import Contract, read_contract
from conformance.contract.schemas import Schemas
from conformance.kit.variants import variants
from conformance.model import InputError, JsonValue, Outcome
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.evidence import Evidence
from conformance.rules.registry import document_rules
from conformance.rules.strictness import strengths
from conformance.selftests.changes import compared
from conformance.selftests.exchanges import LEDGER, RULES
from conformance.selftests.makers import exchange
from conformance.verdict.judge import judge
from conformance.verdict.judge_document import judge_document

QUICK = settings(derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
S = "#/components/schemas/"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 5) | st.sampled_from([0.5, "", "a", "ab", "2024-01-01", "x" * 9]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "$ref"]), inner, max_size=3),
    max_leaves=6,
)
BODIES: list[JsonValue] = [{"a": 1}, {"b": "text"}, {"a": {"a": 1}}, [], ["text", 1, None], [{"a": "a"}], "text", 1]
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
NUMBERS = st.integers(0, 3)
TEXT = st.just("text")
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "type": TYPES | st.lists(TYPES, min_size=1, max_size=2, unique=True),
    "format": st.sampled_from(["date-time", "uuid", "int32", "e164"]),
    "enum": st.lists(VALUES, min_size=1, max_size=3),
    "pattern": st.sampled_from(["^a", "[0-9]", "(?<n"]),
    "required": st.lists(st.sampled_from(["a", "b"]), max_size=2, unique=True),
    "dependentRequired": st.just({"a": ["b"]}),
    "multipleOf": st.integers(1, 3),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), st.integers(-2, 3)),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), NUMBERS),
    **dict.fromkeys(("minContains", "maxContains"), NUMBERS),
    **dict.fromkeys(("uniqueItems", "deprecated", "readOnly", "writeOnly", "nullable"), st.booleans()),
    **dict.fromkeys(("const", "default", "example"), VALUES),
    "examples": st.lists(VALUES, max_size=2),
    **dict.fromkeys(("title", "description", "$comment", "contentMediaType", "contentEncoding"), TEXT),
    "$id": st.just("urn:a"),
    "$schema": st.just("https://json-schema.org/draft/2020-12/schema"),
    **dict.fromkeys(("$anchor", "$dynamicAnchor"), st.sampled_from(["p", "q"])),
    **dict.fromkeys(("$ref", "$dynamicRef"), st.sampled_from([f"{S}A", f"{S}B", f"{S}C"])),
    "discriminator": st.just({"propertyName": "a", "mapping": {"p": f"{S}B"}}),
    "externalDocs": st.just({"url": "https://example.com"}),
    "xml": st.just({"name": "a"}),
    # Of other dialects, or of none.
    **dict.fromkeys(("divisibleBy", "disallow", "extends", "id", "$recursiveRef", "x-odd", "odd", "false"), TEXT),
}


def keywords(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """Return what keywords may hold, where there are schemas to stand under them."""
    several, named = st.lists(inner, min_size=1, max_size=2), st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
    ones = ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else", "contentSchema")
    return {
        **PLAIN,
        **dict.fromkeys((*ones, "unevaluatedProperties", "unevaluatedItems", "additionalItems", "x-schema"), inner),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), several),
        **dict.fromkeys(("properties", "$defs", "definitions", "dependentSchemas"), named),
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "(?<n"]), inner, max_size=2),
        "dependencies": named | st.just({"a": ["b"]}),
    }


def schemas_with(keyword: str, inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return the schemas that have a keyword, and perhaps others."""
    table = keywords(inner)
    others = st.lists(st.sampled_from(NAMES), max_size=3, unique=True)
    return others.flatmap(
        lambda more: st.fixed_dictionaries({name: table[name] for name in dict.fromkeys((*more, keyword))})
    )


NARROW = st.sampled_from(
    [False, {"type": "integer"}, {"required": ["b"]}, {"maxLength": 1, "minItems": 3}, {"$ref": f"{S}B"}]
)
NAMES = sorted(keywords(NARROW))
ANY = st.recursive(
    NARROW,
    lambda inner: st.sampled_from(NAMES).flatmap(lambda keyword: schemas_with(keyword, inner)),
    max_leaves=4,
)
EVERY = pytest.mark.parametrize("keyword", NAMES)


def documents(keyword: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return three schemas that may refer to each other, the first of which has a keyword."""
    return st.fixed_dictionaries({"A": schemas_with(keyword, NARROW | ANY), "B": ANY, "C": ANY})


def text_of(schemas: JsonValue, version: str = "1") -> str:
    """Return the text of a document that takes and answers by some schemas."""
    media = {"application/json": {"schema": {"$ref": f"{S}A"}}}
    operation = {"requestBody": {"content": media}, "responses": {"200": {"description": "Done.", "content": media}}}
    info = {"title": "Things", "version": version}
    paths = {"/things": {"post": operation}}
    return json.dumps({"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}})


def contract_of(schemas: JsonValue) -> Contract:
    return read_contract(parse(text_of(schemas), "test.yaml"))


def test_every_keyword() -> None:
    """What is tried has every keyword of the table."""
    assert KEYWORDS.keys() <= {*NAMES}


@EVERY
@settings(QUICK, max_examples=12)
@given(data=st.data())
def test_api(keyword: str, data: st.DataObject) -> None:
    """No rule on an API breaks, nor the judgement of any assertion."""
    contract = contract_of(data.draw(documents(keyword)))
    (operation,) = contract.operations
    case = replace(exchange().case, operation=operation.id, method=operation.method)
    bodies = [*BODIES, data.draw(VALUES)]
    answers = (replace(exchange(at, json.dumps(body).encode()), case=case) for at, body in enumerate(bodies))
    evidence = Evidence(contract, Schemas(contract), operation, tuple(answers))
    verdicts = judge(evidence, LEDGER, RULES)
    assert [(each.requirement.id, each.reason) for each in verdicts if each.outcome is Outcome.ERROR] == []


@EVERY
@settings(QUICK, max_examples=5)
@given(data=st.data())
def test_document(keyword: str, data: st.DataObject) -> None:
    """No rule on a document breaks, nor what makes instances."""
    contract = contract_of(data.draw(documents(keyword)))
    evidence = DocumentEvidence(contract, Schemas(contract))
    verdicts = judge_document(evidence, (), LEDGER, document_rules())
    assert [(each.requirement.id, each.reason) for each in verdicts if each.outcome is Outcome.ERROR] == []
    strengths(evidence)
    # References in a circle are a mistake of the contract, which the kit tells.
    with suppress(InputError):
        list(variants(evidence, f"{S}A"))


@EVERY
@settings(QUICK, max_examples=5)
@given(data=st.data())
def test_change(keyword: str, data: st.DataObject) -> None:
    """No rule on changes breaks."""
    old, new = (data.draw(documents(keyword)) for _ in range(2))
    assert compared(text_of(old), text_of(new, "2")).broken == {}
