"""The types of JSON Schema by the names that they have elsewhere."""

from __future__ import annotations

_TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
_ELSEWHERE = {
    **dict.fromkeys(("int", "int32", "int64", "long"), "integer"),
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    **dict.fromkeys(("str", "text", "date", "datetime", "date-time", "uuid", "file", "password"), "string"),
    **dict.fromkeys(("list", "tuple", "set"), "array"),
    **dict.fromkeys(("dict", "map", "json"), "object"),
    **dict.fromkeys(("none", "nil", "undefined"), "null"),
    "bool": "boolean",
}


def type_fix(name: str) -> str:
    """Return the type that a malformed one probably means, as a fix; empty where that is not certain.

    >>> type_fix("int"), type_fix("Integer"), type_fix("thing")
    ('type: integer', 'type: integer', '')
    """
    meant = _ELSEWHERE.get(name.lower(), name.lower())
    return f"type: {meant}" if meant in _TYPES else ""
