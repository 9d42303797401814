"""The JSON Schema of a line of our own recordings."""

from __future__ import annotations

from typing import Any

from conformance.model import Aspect, Intent

VERSION = 1
"""The version of the format of a line; another one is refused."""
LATEST = 1e11
"""The latest time of receipt in seconds since 1970; its year has four digits."""

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_COUNT = {"type": "integer", "minimum": 0}
_SECONDS = {"type": "number", "minimum": 0, "maximum": LATEST}
_TEXTS = {"type": "array", "items": _TEXT}
_ORIGINS = ("near-miss", "schemathesis", "recording")
_KINDS = (
    *("ceiling", "connection", "content-coding", "dns", "framing", "interrupted", "rate-limited", "refused"),
    *("timeout", "tls", "too-large", "unplanned", "unrecorded"),
)
_FAULTS = ("", "chunk-end", "chunk-size", "header-line", "length", "two-lengths")
_REQUIREMENT = {"type": "string", "pattern": "^(?:[a-z]{1,20}(?:-[a-z0-9]{1,20}){1,9}|schema:#/[!-~]{1,500})$"}
"""The id of a requirement: of words, or of a keyword in the contract."""
_VARIABLES = {
    "type": "object",
    "additionalProperties": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,63}$"},
}
"""The names of environment variables, which commands show."""
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
        kind={"enum": ["live", "reference", "recording"]},
        base_url=_TEXT,
        credentials=_MAP,
        parameters={"type": "object", "additionalProperties": _TEXTS},
        variables=_VARIABLES,
        foreign=_MAP,
        foreign_variables=_VARIABLES,
        owners=_TEXTS,
    ),
    "additionalProperties": False,
}
_NOTE = _object(
    *("cut", "undecoded", "found"),  # which earlier versions do not write
    schema={"const": VERSION},
    policy=_TEXT,
    sequence=_COUNT,
    operation=_TEXT,
    intent={"enum": [each.value for each in Intent]},
    origin={"enum": _ORIGINS},
    id=_TEXT,
    known=_TEXT_OR_NULL,
    found=_TEXT,
    path=_TEXT,
    query=_PAIRS,
    headers=_PAIRS,
    secrets=_TEXTS,
    curl=_TEXT,
    request=_TEXT,
    trouble={
        "anyOf": [
            {"type": "null"},
            {**_object(kind={"enum": _KINDS}, reason=_TEXT, fault={"enum": _FAULTS}), "additionalProperties": False},
        ]
    },
    elapsed=_SECONDS,
    received={"anyOf": [{"type": "null"}, _SECONDS]},
    surplus=_COUNT,
    cut={"type": "boolean"},
    undecoded={"type": "string", "maxLength": 160},
    version=_TEXT,
    shows={"type": "array", "items": {"enum": [each.name for each in Aspect]}},
    hidden={"type": "array", "items": _REQUIREMENT},
    target=_TARGET,
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A line of a recording",
    **_object(request=_REQUEST, response=_RESPONSE, _conformance=_NOTE),
}
