"""What a line of our own recordings looks like, as JSON Schema."""

from __future__ import annotations

from typing import Any

from conformance.model import Aspect, Intent

VERSION = 1
"""Of the form of a line; another one is refused."""

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_COUNT = {"type": "integer", "minimum": 0}
_SECONDS = {"type": "number", "minimum": 0, "maximum": 1e11}
_TEXTS = {"type": "array", "items": _TEXT}
_MAP = {"type": "object", "additionalProperties": _TEXT}
_PAIRS = {"type": "array", "items": {"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2}}


def _object(*optional: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object: what is not optional is required; other tools may add what they like."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


_HEADERS = {"type": "array", "items": _object(name=_TEXT, value=_TEXT)}
_REQUEST = _object(method=_TEXT, url=_TEXT, headers=_HEADERS)
_RESPONSE = _object(
    status={"type": "integer", "minimum": 0, "maximum": 999},
    headers=_HEADERS,
    content=_object("encoding", text=_TEXT, encoding={"const": "base64"}),
)
_TARGET = {
    **_object(
        kind=_TEXT,
        base_url=_TEXT,
        credentials=_MAP,
        parameters={"type": "object", "additionalProperties": _TEXTS},
        variables=_MAP,
        foreign=_MAP,
        foreign_variables=_MAP,
        owners=_TEXTS,
    ),
    "additionalProperties": False,
}
_NOTE = _object(
    schema={"const": VERSION},
    policy=_TEXT,
    sequence=_COUNT,
    operation=_TEXT,
    intent={"enum": [each.value for each in Intent]},
    origin=_TEXT,
    id=_TEXT,
    known=_TEXT_OR_NULL,
    path=_TEXT,
    query=_PAIRS,
    headers=_PAIRS,
    secrets=_TEXTS,
    curl=_TEXT,
    request=_TEXT,
    trouble={
        "anyOf": [
            {"type": "null"},
            {**_object(kind=_TEXT, reason=_TEXT, fault=_TEXT), "additionalProperties": False},
        ]
    },
    elapsed=_SECONDS,
    received={"anyOf": [{"type": "null"}, _SECONDS]},
    surplus=_COUNT,
    version=_TEXT,
    shows={"type": "array", "items": {"enum": [each.name for each in Aspect]}},
    hidden=_TEXTS,
    target=_TARGET,
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A line of a recording",
    **_object(request=_REQUEST, response=_RESPONSE, _conformance=_NOTE),
}
