"""Single edits of the formats and patterns of texts, and their impact, written down from the specifications.

The sources: JSON Schema 2020-12 (validation, sections 6 to 8), the registry of OpenAPI, OpenAPI 3.1 (4.4.2).
"""

from __future__ import annotations

from dataclasses import dataclass

B, W, S = "breaking", "warning", "safe"
D, E, N = "documentation-only", "equivalent", "no change"


@dataclass(frozen=True)
class SchemaEdit:
    """One edit of a schema, its impact in requests and in responses, and which versions accept a witness."""

    name: str
    old: str
    new: str
    sent: str
    answered: str
    accepted: str = ""
    """Which versions accept an instance that the other refuses: `old`, `new`, `old new`, or none."""


TEXT_EDITS = [
    # format (validation, 7.3; the registry of OpenAPI): a reader parses by the format
    SchemaEdit("a format is added", "type: string", "type: string, format: uuid", B, S, "old"),
    SchemaEdit("a format is removed", "type: string, format: uuid", "type: string", S, B, "new"),
    SchemaEdit("date to date-time", "type: string, format: date", "type: string, format: date-time", B, B, "old new"),
    SchemaEdit("int32 to int64", "type: integer, format: int32", "type: integer, format: int64", S, B, "new"),
    SchemaEdit("int64 to int32", "type: integer, format: int64", "type: integer, format: int32", B, S, "old"),
    SchemaEdit(
        "a form that a bound makes meaningless",
        "type: integer, format: int64, minimum: 0, maximum: 9",
        "type: integer, format: int32, minimum: 0, maximum: 9",
        E,
        E,
    ),
    SchemaEdit("float to double", "type: number, format: float", "type: number, format: double", S, W),
    # contentMediaType, contentEncoding (validation, 8; OpenAPI 3.1, 4.4.2)
    SchemaEdit(
        "bytes by their media type",
        "type: string, format: binary",
        "type: string, contentMediaType: application/octet-stream",
        N,
        N,
    ),
    SchemaEdit("base64 as an encoding", "type: string, format: byte", "type: string, contentEncoding: base64", N, N),
    SchemaEdit("base64 by name", "type: string, format: base64", "type: string, contentEncoding: base64", N, N),
    SchemaEdit(
        "base64 of a picture",
        "type: string, format: byte",
        "type: string, contentEncoding: base64, contentMediaType: image/png",
        W,
        W,
    ),
    SchemaEdit(
        "base64 to another", "type: string, contentEncoding: base64", "type: string, contentEncoding: base32", W, W
    ),
    SchemaEdit("base64 no longer", "type: string, contentEncoding: base64", "type: string", W, W),
    SchemaEdit("a format nobody asserts", "type: string", "type: string, format: iban", W, S),
    # pattern (validation, 6.3.3)
    SchemaEdit("a pattern is added", "type: string", "type: string, pattern: '^[a-z]+$'", B, S, "old"),
    SchemaEdit("a pattern is removed", "type: string, pattern: '^[a-z]+$'", "type: string", S, W, "new"),
    SchemaEdit(
        "a wider pattern", "type: string, pattern: '^[a-z]+$'", "type: string, pattern: '^[a-z0-9]+$'", S, W, "new"
    ),
    SchemaEdit(
        "a narrower pattern", "type: string, pattern: '^[a-z0-9]+$'", "type: string, pattern: '^[a-z]+$'", B, S, "old"
    ),
    SchemaEdit(
        "a longer pattern",
        "type: string, pattern: '^[0-9a-f]{32}$'",
        "pattern: '^[0-9a-f]{36}$', type: string",
        B,
        W,
        "old new",
    ),
    SchemaEdit(
        "a pattern said otherwise", "type: string, pattern: '^[0-9]{2}$'", "type: string, pattern: '^[0-9][0-9]$'", E, E
    ),
    SchemaEdit(
        "a pattern by a class", "type: string, pattern: '^[0-9]{4}$'", "type: string, pattern: '^\\d{4}$'", E, E
    ),
    SchemaEdit("a pattern that goes on anyhow", "type: string, pattern: ^a", "type: string, pattern: ^a.*", E, E),
    SchemaEdit(
        "a wider pattern of some length",
        "type: string, minLength: 3, maxLength: 20, pattern: '^[A-Z]+$'",
        "type: string, minLength: 3, maxLength: 20, pattern: '^[A-Z0-9]+$'",
        S,
        W,
        "new",
    ),
    SchemaEdit("some characters are ruled out", "type: string", "type: string, pattern: '^[^<>]*$'", B, S, "old"),
    SchemaEdit(
        "a longer pattern in a choice",
        "oneOf: [{type: string, pattern: '^[0-9]{4}$'}, {type: integer}]",
        "oneOf: [{type: string, pattern: '^[0-9]{4,5}$'}, {type: integer}]",
        S,
        W,
        "new",
    ),
    SchemaEdit(
        "a narrower pattern in a choice",
        "oneOf: [{type: string, pattern: '^[0-9]{4}$'}, {type: integer}]",
        "oneOf: [{type: string, pattern: '^[1-9]{4}$'}, {type: integer}]",
        B,
        S,
        "old",
    ),
    SchemaEdit(
        "a pattern said otherwise in a choice",
        "oneOf: [{type: string, pattern: '^[A-Z]+$'}, {type: integer}]",
        "oneOf: [{type: string, pattern: '^[A-Z][A-Z]*$'}, {type: integer}]",
        E,
        E,
    ),
]
