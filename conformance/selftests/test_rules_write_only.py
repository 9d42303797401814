"""Properties that are only written: no answer needs them, however their schema is composed, and none has them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.selftests.exchanges import (
    HEAD,
    Example,
    Examples,
    answer,
    assert_example,
    contract,
    each_of,
    fails,
    inapplicable,
    passes,
    unclear,
)

KEY = {"type": "string", "writeOnly": True}
NEEDED = {"required": ["key"]}
HAS = {"properties": {"key": KEY}}
REF = {"$ref": "#/components/schemas/Base"}


def schemas(shape: Any, version: str, **base: Any) -> Schemas:
    """Return the schemas of a document that describes one shape."""
    made = {"openapi": version, "paths": {}, "components": {"schemas": {"Shape": shape, "Base": base, "Key": KEY}}}
    return Schemas(read_contract(parse(json.dumps(made), "c.json")))


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(
    ("shape", "base"),
    [
        ({**NEEDED, **HAS}, {}),
        ({"allOf": [HAS, NEEDED]}, {}),
        ({"allOf": [REF, NEEDED]}, HAS),
        ({"allOf": [REF, HAS]}, NEEDED),
        ({"allOf": [{"allOf": [REF]}], **NEEDED}, HAS),
        ({"allOf": [REF], **HAS}, NEEDED),
        ({**HAS, "oneOf": [NEEDED, {"required": ["key", "other"]}]}, {}),
        ({"allOf": [HAS, {"anyOf": [NEEDED]}]}, {}),
        ({**NEEDED, "properties": {"key": {"$ref": "#/components/schemas/Key"}}}, {}),
        ({**NEEDED, "properties": {"key": {"allOf": [{"$ref": "#/components/schemas/Key"}]}}}, {}),
        ({"type": "object", "allOf": [REF, {**NEEDED, "properties": {"key": {"minLength": 2}}}]}, HAS),
    ],
)
def test_is_not_needed(version: str, shape: Any, base: Any) -> None:
    """An answer leaves it out, wherever it is required and wherever it is declared."""
    assert schemas(shape, version, **base).accepts("#/components/schemas/Shape", {})


@pytest.mark.parametrize(
    "shape",
    [
        {**NEEDED, "properties": {"key": {"type": "string"}}},
        {**NEEDED, "properties": {"other": KEY}},
        {"allOf": [NEEDED, {"properties": {"inner": HAS}}]},
        {**NEEDED, "properties": {"key": {"type": "string", "readOnly": True}}},
    ],
)
def test_is_needed(shape: Any) -> None:
    """What is not only written is needed."""
    assert not schemas(shape, "3.0.3").accepts("#/components/schemas/Shape", {})


def test_circular() -> None:
    """A schema that is composed of itself ends."""
    shape = {"allOf": [{"$ref": "#/components/schemas/Shape"}, NEEDED, HAS]}
    assert schemas({"properties": {"inner": shape}}, "3.1.0").has_write_only


def user(shape: Any) -> str:
    made = json.loads(contract())
    made["components"]["schemas"]["Batches"] = {"type": "array", "items": shape}
    return json.dumps(made)


OWN, BRANCHES = user({"type": "object", **HAS}), user({"allOf": [NEEDED, HAS]})
RULE = "write-only-property-is-absent"
EXAMPLES: Examples = {
    RULE: {
        "absent": passes(answer(body=[{}, {"name": "x"}]), of=OWN),
        "another name": passes(answer(body=[{"Key": "x"}]), of=BRANCHES),
        "sent": fails("/[*]/key: write-only", answer(body=[{}, {"key": "hunter22"}]), of=OWN),
        "null": fails("/[*]/key: write-only", answer(body=[{"key": None}]), of=BRANCHES),
        "no rows": unclear("no answer shows it", answer(body=[]), of=OWN),
        "an error": unclear("no answer shows it", answer(404, {"key": "x"}), of=OWN),
        "nothing is only written": inapplicable("no property in the contract is only written", answer(), of=contract()),
        "HEAD": inapplicable("no body", answer(), of=HEAD),
    },
}


@each_of(EXAMPLES)
def test_examples(requirement: str, example: Example) -> None:
    """Each example leads to its outcome."""
    assert_example(requirement, example)


def test_value_is_not_shown() -> None:
    """What must not be sent is not shown either."""
    (finding,) = EXAMPLES[RULE]["sent"].verdict(RULE).findings
    assert "hunter" not in str(finding)
