"""Random values, the same in every run: any JSON, any schema, and a document that holds one."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from conformance.model import JsonValue

REPEATABLE = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
_TEXTS = st.text(st.characters(codec="utf-8"))
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/é😀\n"), inner, max_size=3),
    max_leaves=8,
)

_NAMES = st.sampled_from(["a", "b", "c", "long name", "x/y"])
SCALARS = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("string")}, optional={"minLength": st.integers(0, 3), "pattern": st.just("^a")}
    ),
    st.fixed_dictionaries(
        {"type": st.just("integer")},
        optional={"minimum": st.integers(-2, 2), "exclusiveMaximum": st.integers(3, 9), "format": st.just("int32")},
    ),
    st.fixed_dictionaries({"enum": st.lists(st.sampled_from(["p", "q", 1, None]), min_size=1, unique_by=repr)}),
    st.just({"type": ["string", "null"], "description": "x"}),
    st.just({"$ref": "#/components/schemas/Named"}),
    st.just({"$ref": "#/components/schemas/Tree"}),
)


def objects(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(_NAMES, children, max_size=3)},
            optional={"required": st.lists(_NAMES, unique=True), "additionalProperties": st.booleans() | children},
        ),
        st.fixed_dictionaries({"type": st.just("array"), "items": children}, optional={"minItems": st.integers(0, 2)}),
        st.fixed_dictionaries({"oneOf": st.lists(children, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"anyOf": st.lists(children, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"allOf": st.lists(children, min_size=1, max_size=2)}),
        st.fixed_dictionaries({"not": children}),
    )


SCHEMAS = st.recursive(SCALARS, objects, max_leaves=8)


def document(schema: JsonValue, version: str = "3.1.0") -> dict[str, Any]:
    """Return a document with a schema in a request and a response."""
    media = {"application/json": {"schema": schema}}
    operation = {"requestBody": {"content": media}, "responses": {"200": {"description": "Done.", "content": media}}}
    named = {"type": "object", "properties": {"n": {"type": "integer"}, "t": {"$ref": "#/components/schemas/Tree"}}}
    tree = {"type": "object", "properties": {"kids": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}}}
    return {
        "openapi": version,
        "info": {"title": "T", "version": "1.0.0"},
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": {"Named": named, "Tree": tree}},
    }
