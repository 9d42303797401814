"""The JSON types that a value may have by its schema, so far as `type` and listed values say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.contract.assertions import type_of
from conformance.contract.schema_graph import targets
from conformance.contract.schemas import Schemas
from conformance.model import JsonValue

SCALARS = frozenset({"string", "number", "integer", "boolean", "null"})
CONTAINERS = frozenset({"array", "object"})
_ALL = SCALARS | CONTAINERS


def possible_types(pointer: str, schemas: Schemas, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the types that the schema at a pointer may allow; `number` comes with `integer`.

    A type that it lacks is never allowed; one that it has may still be excluded, as by `not`.
    """
    if pointer in seen or not schemas.has(pointer):
        return _ALL
    schema: Any = schemas.value_at(pointer)
    if not isinstance(schema, Mapping):
        return _ALL
    seen |= {pointer}
    found = _of_type(schema) & _of_values(schema)
    for at in targets(schema):
        found &= possible_types(at, schemas, seen)
    for index in range(_length(schema, "allOf")):
        found &= possible_types(f"{pointer}/allOf/{index}", schemas, seen)
    for keyword in ("anyOf", "oneOf"):
        branches = [
            possible_types(f"{pointer}/{keyword}/{index}", schemas, seen) for index in range(_length(schema, keyword))
        ]
        found &= frozenset().union(*branches) if branches else _ALL
    return found | ({"null"} if schema.get("nullable") is True else frozenset())


def _of_type(schema: Mapping[str, JsonValue]) -> frozenset[str]:
    stated = schema.get("type")
    if not isinstance(stated, str | list):
        return _ALL
    types = frozenset([stated] if isinstance(stated, str) else map(str, stated))
    return types | ({"integer"} if "number" in types else frozenset())


def _of_values(schema: Mapping[str, JsonValue]) -> frozenset[str]:
    listed = [schema["const"]] if "const" in schema else schema.get("enum")
    if not isinstance(listed, list):
        return _ALL
    types = frozenset(map(type_of, listed))
    return types | ({"integer"} if "number" in types else frozenset())


def _length(schema: Mapping[str, JsonValue], keyword: str) -> int:
    branches = schema.get(keyword)
    return len(branches) if isinstance(branches, list) else 0
