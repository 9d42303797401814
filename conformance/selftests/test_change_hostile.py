"""Documents made for endless searches: each comparison ends soon, and reports what was not searched."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from conformance.comparison.budget import MAX_SEARCHED
from conformance.comparison.observation import Impact
from conformance.model import JsonValue
from conformance.selftests.changes import LEDGER, contract_of
from conformance.verdict.change import Comparison, compared_contracts

BOUND = 10.0
"""The seconds of process time that a comparison may take."""
S = "#/components/schemas"
PATTERNS = ["^(a+)+$", "^(a|a)*b$", "^((a{1,500}){1,500}){1,500}$", "(x{1000}){1000}", "^(([a-z])+.)+[A-Z]([a-z])+$"]


def two_way_document(schema: JsonValue, version: int, **schemas: JsonValue) -> str:
    """Return a document that uses a schema in requests and answers."""
    media = {"application/json": {"schema": schema}}
    post = {"requestBody": {"content": media}, "responses": {"200": {"description": "d", "content": media}}}
    data = {"openapi": "3.1.0", "info": {"title": "T", "version": str(version)}, "paths": {"/a": {"post": post}}}
    return json.dumps({**data, "components": {"schemas": schemas}})


@cache
def compared(old: str, new: str) -> Comparison:
    """Return what changed, quirks included, once the comparison ended in time and no rule broke."""
    start = time.process_time()
    found = compared_contracts(contract_of(old, "old.json"), contract_of(new, "new.json"), LEDGER)
    assert time.process_time() - start < BOUND
    assert found.broken == {}
    return found


def nested(depth: int, width: int, length: int, keyword: str) -> Any:
    """Return alternatives of alternatives of texts."""
    if not depth:
        return {"type": "string", "maxLength": length}
    return {keyword: [{"minLength": index, **nested(depth - 1, width, length, keyword)} for index in range(width)]}


def doubled(length: int, keyword: str) -> dict[str, Any]:
    """Return schemas each of which refers to the next one twice."""
    again = {f"S{each}": {keyword: [{"$ref": f"{S}/S{each + 1}"}] * 2} for each in range(60)}
    return {**again, "S60": {"type": "string", "maxLength": length}}


def circle(length: int) -> dict[str, Any]:
    """Return schemas that refer to each other in a circle."""
    return {
        f"S{each}": {
            "type": "object",
            "required": ["next"],
            "properties": {
                "next": {"$ref": f"{S}/S{(each + 1) % 40}"},
                "other": {"anyOf": [{"$ref": f"{S}/S{each * 7 % 40}"}, {"$ref": f"{S}/S{each * 3 % 40}"}]},
                "text": {"type": "string", "maxLength": length},
            },
        }
        for each in range(40)
    }


def deep(size: int) -> Any:
    """Return lists of lists."""
    schema: Any = {"type": "integer", "maximum": size}
    for _ in range(40):
        schema = {"type": "array", "items": schema, "minItems": 1, "maxItems": size}
    return schema


def large(size: int) -> Any:
    """Return a schema that only instances of gigabytes match."""
    text = {"type": "string", "minLength": 19_000 + size}
    return {"type": "array", "minItems": 1_000 + size, "items": {"type": "array", "minItems": 1_000, "items": text}}


def alternatives(size: int) -> Any:
    """Return a hundred kinds of objects to choose from."""
    properties = (
        {f"k{each}": {"const": each}, "v": {"type": "integer", "maximum": each + size}} for each in range(100)
    )
    return {
        "anyOf": [{"type": "object", "required": [f"k{n}"], "properties": each} for n, each in enumerate(properties)]
    }


def factors(size: int) -> Any:
    """Return a conjunction of many alternatives: the combinations are beyond counting."""
    return {
        "allOf": [
            {"anyOf": [{"required": [f"a{i}{j}"], "properties": {f"a{i}{j}": {"maxLength": size}}} for j in range(5)]}
            for i in range(15)
        ]
    }


DOCUMENTS: dict[str, Callable[[int], str]] = {
    "anyOf in anyOf": lambda n: two_way_document(nested(6, 2, n, "anyOf"), n),
    "oneOf in oneOf": lambda n: two_way_document(nested(4, 3, n, "oneOf"), n),
    "anyOf twice the same": lambda n: two_way_document({"$ref": f"{S}/S0"}, n, **doubled(n, "anyOf")),
    "oneOf twice the same": lambda n: two_way_document({"$ref": f"{S}/S0"}, n, **doubled(n, "oneOf")),
    "circle": lambda n: two_way_document({"$ref": f"{S}/S0"}, n, **circle(n)),
    "deep": lambda n: two_way_document(deep(n), n),
    "large": lambda n: two_way_document(large(n), n),
    "kinds": lambda n: two_way_document(alternatives(n), n),
    "factors": lambda n: two_way_document(factors(n), n),
    "patterns": lambda n: two_way_document(
        {"properties": {f"p{i}": {"pattern": f"{p}|{n}"} for i, p in enumerate(PATTERNS * 5)}}, n
    ),
    "wide": lambda n: two_way_document(
        {"properties": {f"p{i}": {"type": "string", "maxLength": n} for i in range(700)}}, n
    ),
    "all required": lambda n: two_way_document(
        {"properties": {f"p{i}": {} for i in range(400)}, "required": [f"p{i}" for i in range(n * 50)]}, n
    ),
    "numbers": lambda n: two_way_document(
        {"type": "number", "maximum": 10**400 + n, "minimum": -1e308, "minLength": 1e300}, n
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_in_time(name: str) -> None:
    """A hostile document is compared with its next version in time, and something is reported."""
    old, new = DOCUMENTS[name](8), DOCUMENTS[name](9)
    assert any(each.impact is not Impact.EQUIVALENT for each in compared(old, new).changes)


@pytest.mark.parametrize("name", ["anyOf in anyOf", "circle", "kinds", "wide"])
def test_identity(name: str) -> None:
    """A hostile document does not differ from itself."""
    assert compared(DOCUMENTS[name](8), DOCUMENTS[name](8)).changes == ()


@pytest.mark.parametrize("name", ["oneOf twice the same", "factors"])
def test_cut_search(name: str) -> None:
    """A change whose search was cut short says so, and is not called equivalent."""
    found = compared(DOCUMENTS[name](8), DOCUMENTS[name](9)).changes
    cut = [each for each in found if each.change.unproven.endswith("; not searched further")]
    assert cut != []
    assert Impact.EQUIVALENT not in {each.impact for each in cut}


def test_found() -> None:
    """An edit deep within alternatives has a witness that reaches it."""
    found = compared(DOCUMENTS["anyOf in anyOf"](8), DOCUMENTS["anyOf in anyOf"](9)).changes
    assert {proof.instance for each in found for proof in each.change.proofs} == {"a" * 9}
    assert [each for each in found if each.change.unproven] == []


def test_too_many() -> None:
    """Very many edits are classified by keywords alone, and the reason says that no instance was tried."""
    names = [f"a property of number {each}" for each in range(1_400)]
    old, new = (
        two_way_document(
            {"properties": {each: {"type": "string", "maxLength": n, "pattern": f"^{each}"} for each in names}}, n
        )
        for n in (8, 9)
    )
    assert len(old) > 200_000
    found = compared(old, new).changes
    unsearched = [each for each in found if each.change.unproven == "not searched: too many edits"]
    assert len(found) - len(unsearched) == MAX_SEARCHED
    assert {each.impact for each in unsearched} <= {Impact.WARNING, Impact.SAFE, Impact.BREAKING}


def test_many_values() -> None:
    """Of ten thousand values the missing one is found."""
    values: list[JsonValue] = [f"value {each}" for each in range(10_000)]
    changes = compared(two_way_document({"enum": values}, 1), two_way_document({"enum": values[:-1]}, 2)).changes
    assert [proof.instance for each in changes for proof in each.change.proofs] == ["value 9999"] * 2


def test_unread_names() -> None:
    """Beside an unsupported pattern nothing is proven of properties that are named by patterns."""
    old, new = (
        two_way_document({"patternProperties": {"(?<n": {}, "^a": {"maxLength": size}}}, size) for size in (8, 9)
    )
    changes = compared(old, new).changes
    assert [each.impact for each in changes] == [Impact.WARNING, Impact.SAFE]
    assert [each.change.proofs for each in changes if each.change.unproven] == [(), ()]
