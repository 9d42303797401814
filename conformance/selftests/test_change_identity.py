"""Other spellings are no change: the order, the place of a schema, and the syntax of an older OpenAPI."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conformance.contract.load import SPEC
from conformance.model import JsonValue
from conformance.selftests.change_document_edits import DOCUMENT
from conformance.selftests.changes import LEDGER, changes, contract_of
from conformance.selftests.drawn import SCALARS, SCHEMAS, document, objects
from conformance.selftests.large_document import large_document
from conformance.verdict.change import compared_contracts

QUICK = settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def differences(old: JsonValue, new: JsonValue) -> list[str]:
    """Return what changed between two documents."""
    return [f"{each.impact}: {each.change.message}" for each in changes(json.dumps(old), json.dumps(new))]


def reversed_data(value: JsonValue) -> Any:
    """Return data with the members of every object, and every list without an order, reversed."""
    if isinstance(value, dict):
        return {name: reversed_data(part) for name, part in reversed(value.items())}
    return [reversed_data(part) for part in value] if isinstance(value, list) else value


def shuffled(schema: JsonValue) -> Any:
    """Return a schema whose lists of alternatives, names and values are reversed too."""
    if isinstance(schema, list):
        return list(map(shuffled, schema))
    if not isinstance(schema, dict):
        return schema
    lists = ("allOf", "anyOf", "oneOf", "required", "enum", "type")
    parts = {name: shuffled(part) for name, part in reversed(schema.items())}
    return {name: part[::-1] if name in lists and isinstance(part, list) else part for name, part in parts.items()}


def inlined(value: JsonValue, whole: Mapping[str, Any], above: tuple[str, ...] = ()) -> Any:
    """Return a schema with every reference inlined, except recursive ones."""
    if isinstance(value, list):
        return [inlined(part, whole, above) for part in value]
    if not isinstance(value, dict):
        return value
    target = value.get("$ref")
    if isinstance(target, str) and target not in above:
        return inlined(whole["components"]["schemas"][target.rpartition("/")[2]], whole, (*above, target))
    return {name: inlined(part, whole, above) for name, part in value.items()}


def extracted(value: JsonValue, into: dict[str, Any]) -> Any:
    """Return a schema with every property, item and alternative extracted into its own schema."""
    if not isinstance(value, dict) or "$ref" in value:
        return value
    moved = dict(value)
    for keyword in ("items", "not", "additionalProperties"):
        if isinstance(moved.get(keyword), dict):
            moved[keyword] = _moved(moved[keyword], into)
    for keyword in ("oneOf", "anyOf", "allOf"):
        if keyword in moved:
            moved[keyword] = [_moved(each, into) for each in moved[keyword]]
    if "properties" in moved:
        moved["properties"] = {name: _moved(each, into) for name, each in moved["properties"].items()}
    return moved


def _moved(value: JsonValue, into: dict[str, Any]) -> Any:
    inner = extracted(value, into)
    name = f"Moved{len(into)}"
    into[name] = inner
    return {"$ref": f"#/components/schemas/{name}"}


class TestIdentity:
    @pytest.mark.parametrize(
        "path", [SPEC / "openapi.yaml", SPEC / "pages" / "get_batches.md"], ids=lambda path: path.name
    )
    def test_own_documents(self, path: Path) -> None:
        """A document does not differ from itself."""
        text = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
        assert changes(text, text) == ()
        assert path.exists()

    @pytest.mark.parametrize("text", [DOCUMENT, large_document(70)], ids=["small", "large"])
    def test_reordered(self, text: str) -> None:
        """A document whose members are in another order has not changed."""
        assert differences(yaml.safe_load(text), reversed_data(yaml.safe_load(text))) == []

    def test_json(self) -> None:
        """A document in JSON is the same as in YAML."""
        assert changes(DOCUMENT, json.dumps(yaml.safe_load(DOCUMENT))) == ()

    def test_inlined(self) -> None:
        """A large document with all schemas inlined has not changed."""
        data = yaml.safe_load(large_document(10))
        whole = copy.deepcopy(data)
        data["paths"] = inlined_media(data["paths"], whole)
        assert differences(whole, data) == []


def inlined_media(value: JsonValue, whole: Mapping[str, Any]) -> Any:
    """Return paths with the schema of every media type inlined."""
    if isinstance(value, list):
        return [inlined_media(part, whole) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        name: inlined(part, whole) if name == "schema" else inlined_media(part, whole) for name, part in value.items()
    }


class TestAnySchema:
    @QUICK
    @given(SCHEMAS)
    def test_itself(self, schema: JsonValue) -> None:
        """No schema differs from itself."""
        assert differences(document(schema), document(schema)) == []

    @QUICK
    @given(SCHEMAS)
    def test_shuffled(self, schema: JsonValue) -> None:
        """The order of members, alternatives, names and values does not matter."""
        assert differences(document(schema), document(shuffled(schema))) == []

    @QUICK
    @given(SCHEMAS)
    def test_inlined(self, schema: JsonValue) -> None:
        """Inlining or extracting a schema is no change."""
        whole = document(schema)
        written = document(inlined(schema, whole))
        assert differences(whole, written) == []
        assert differences(written, whole) == []

    @QUICK
    @given(SCHEMAS)
    def test_extracted(self, schema: JsonValue) -> None:
        """Extracting every part of a schema into its own schema is no change."""
        into: dict[str, Any] = {}
        moved = document(extracted(schema, into))
        moved["components"]["schemas"] |= into
        assert differences(document(schema), moved) == []

    @QUICK
    @given(SCHEMAS)
    def test_all_of_one(self, schema: JsonValue) -> None:
        """`allOf`, `anyOf` or `oneOf` of one schema is that schema."""
        for keyword in ("allOf", "anyOf", "oneOf"):
            assert differences(document(schema), document({keyword: [schema]})) == []


OLDER = [
    ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, {"type": "integer", "exclusiveMinimum": 1}),
    ({"type": "integer", "maximum": 9, "exclusiveMaximum": True}, {"type": "integer", "exclusiveMaximum": 9}),
    ({"type": "integer", "maximum": 9, "exclusiveMaximum": False}, {"type": "integer", "maximum": 9}),
    ({"type": "string", "enum": ["a"], "nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
    ({"type": "string", "example": "x"}, {"type": "string", "examples": ["x"]}),
    ({"type": "string", "enum": ["a"]}, {"type": "string", "const": "a"}),
    ({"type": "string", "format": "binary"}, {"type": "string", "contentMediaType": "application/octet-stream"}),
    ({"type": "string", "format": "byte"}, {"type": "string", "contentEncoding": "base64"}),
    (
        {"allOf": [{"$ref": "#/components/schemas/Named"}], "nullable": True},
        {"anyOf": [{"$ref": "#/components/schemas/Named"}, {"type": "null"}]},
    ),
    (
        {"oneOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
        {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
    ),
    ({"$ref": "#/components/schemas/Named", "minProperties": 3}, {"$ref": "#/components/schemas/Named"}),
]


class TestVersions:
    @pytest.mark.parametrize(("older", "newer"), OLDER, ids=json.dumps)
    def test_spelling(self, older: JsonValue, newer: JsonValue) -> None:
        """Syntax that only OpenAPI 3.0 has is the same in 3.1, in both directions."""
        old, new = document(older, "3.0.3"), document(newer)
        assert differences(old, new) == []
        assert differences(new, old) == []

    @QUICK
    @given(st.recursive(SCALARS.filter(lambda each: "enum" not in each), objects, max_leaves=6))
    @example({"type": "array", "items": {"type": ["string", "null"]}})
    def test_any(self, schema: JsonValue) -> None:
        """A schema of 3.1 in the syntax of 3.0 has not changed."""
        assert differences(document(as_3_0(schema), "3.0.3"), document(schema)) == []


def as_3_0(value: JsonValue) -> Any:
    """Return a schema in the syntax of OpenAPI 3.0."""
    if isinstance(value, list):
        return list(map(as_3_0, value))
    if not isinstance(value, dict):
        return value
    written = {name: as_3_0(part) for name, part in value.items()}
    if written.get("type") == ["string", "null"]:
        written |= {"type": "string", "nullable": True}
    if isinstance(written.get("exclusiveMaximum"), int):
        written |= {"maximum": written["exclusiveMaximum"], "exclusiveMaximum": True}
    return written


@pytest.mark.parametrize("number", [5, 20])
def test_no_quirk_by_moving(number: int) -> None:
    """Inlining or reordering neither fixes nor adds a quirk."""
    data = yaml.safe_load(large_document(number))
    written = {**data, "paths": inlined_media(data["paths"], copy.deepcopy(data))}
    for other in (reversed_data(data), written):
        found = compared_contracts(
            contract_of(json.dumps(data, indent=1)), contract_of(json.dumps(other, indent=1)), LEDGER
        )
        assert (found.changes, found.corrections, found.quirks) == ((), (), ())
