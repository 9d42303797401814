"""A plausible OpenAPI 3.1 document of any size: 70 operations make about 6,000 lines.

Run as `python -m conformance.selftests.large_document 70 > large.yaml`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import count, islice, product
from typing import Any

import yaml

_NOUNS = (
    *("invoice", "customer", "order", "shipment", "payment", "refund", "supplier", "warehouse", "employee", "contract"),
    *("campaign", "recording", "subscription", "project", "device", "ticket", "session", "report", "webhook", "folder"),
)
_EXTRAS = ("", "draft_", "archived_", "shared_", "external_")
_ERRORS = {
    "400": "The request is malformed",
    "401": "The key is missing or wrong",
    "403": "The key may not do this",
    "404": "There is no such thing",
    "429": "Too many requests in this minute",
    "5XX": "The server failed",
}


def large_document(operations: int = 70) -> str:
    """Return the YAML text of a document with a number of operations: five for each kind of thing."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = _shared_schemas()
    for method, path, operation in islice(_operations(schemas), operations):
        paths.setdefault(path, {})[method] = operation
    return yaml.dump(_document(paths, schemas), sort_keys=False, allow_unicode=True, Dumper=_Dumper)


class _Dumper(yaml.SafeDumper):
    """Writes shared parts out: aliases are not part of OpenAPI."""

    def ignore_aliases(self, data: Any) -> bool:
        """Return that nothing is an alias."""
        return True


def _things() -> Iterator[str]:
    for number in count(1):
        for extra, noun in product(_EXTRAS, _NOUNS):
            yield f"{extra}{noun}" + ("" if number == 1 else f"_{number}")


def _operations(schemas: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for thing in _things():
        name = _title(thing)
        schemas.update(_schemas_of(thing, name))
        many, one = f"/{thing}s", f"/{thing}s/{{{thing}_id}}"
        path_parameter = _path_parameter(thing)
        yield "get", many, _operation(thing, f"list{name}s", _page_parameters(), "200", f"{name}List")
        yield "post", many, _operation(thing, f"create{name}", [], "201", name, f"{name}Draft")
        yield "get", one, _operation(thing, f"read{name}", [path_parameter], "200", name)
        yield "patch", one, _operation(thing, f"change{name}", [path_parameter], "200", name, f"{name}Draft")
        yield "delete", one, _operation(thing, f"remove{name}", [path_parameter], "204", None)


def _operation(
    thing: str, name: str, parameters: list[Any], status: str, answer: str | None, body: str | None = None
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": f"{name[0].upper()}{name[1:]} of this account",
        "description": f"Works on each {thing.replace('_', ' ')} that the key's account may see, and on no other.",
        "tags": [f"{thing}s"],
        "parameters": parameters,
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": _json(body)}
    success: dict[str, Any] = {"description": "What the account holds after the call"}
    if answer is not None:
        success["content"] = _json(answer)
    errors = {code: {"$ref": f"#/components/responses/Error{code}"} for code in _ERRORS}
    operation["responses"] = {status: success, **errors}
    return operation


def _schemas_of(thing: str, name: str) -> dict[str, Any]:
    draft = {
        "name": _text("The name that people gave it", "Spring sale", 120),
        "note": {
            **_text("A remark for colleagues; null without one", "see the minutes", 2000),
            "type": _or_null("string"),
        },
        "kind": {"type": "string", "enum": ["small", "large", "other"], "description": "How it is handled"},
        "amount": {**_number("What it costs, in cents", 1250), "format": "int64"},
        "labels": {
            "type": "array",
            "maxItems": 50,
            "uniqueItems": True,
            "items": {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,30}$", "maxLength": 31},
            "description": "What it is found by",
            "examples": [["urgent", "spring"]],
        },
        "address": {"$ref": "#/components/schemas/Address"},
        "contact_phone": {
            **_text("Whom to call about it", "+14155552671", 16),
            "pattern": r"^\+[1-9][0-9]{1,14}$",
        },
        "starts_on": {"type": "string", "format": "date", "description": "From when", "examples": ["2024-01-23"]},
        "language": {**_text("BCP 47", "de-DE", 35), "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
        "colour": {**_text("How it is shown", "#336699", 7), "pattern": "^#[0-9a-f]{6}$"},
        "reference": _text("What the customer calls it", "PO 4711", 80),
        "due_on": {"type": "string", "format": "date", "description": "By when", "examples": ["2024-02-29"]},
        "reply_to": {**_text("Who is written to", "someone@example.com", 254), "format": "email"},
        "callback_url": {**_text("What is called on a change", "https://example.com/hook", 500), "format": "uri"},
        "lines": {
            "type": "array",
            "maxItems": 500,
            "description": "What it is made of",
            "items": _closed(
                "One line",
                {
                    "title": _text("What it is", "A box of pens", 200),
                    "quantity": _number("How many", 2),
                    "price": _number("What one costs, in cents", 499),
                    "discount": {**_number("What is taken off, in percent", 5), "maximum": 100},
                },
                ["title", "quantity", "price"],
            ),
        },
        "settings": {
            "type": "object",
            "description": "Switches by their name",
            "propertyNames": {"pattern": "^[a-z_]{1,40}$"},
            "maxProperties": 40,
            "additionalProperties": {"type": "boolean", "description": "Whether it is on"},
            "examples": [{"notify": True}],
        },
    }
    own = {
        f"{thing}_id": {"type": "string", "format": "uuid", "description": "The id", "examples": [_UUID]},
        "state": {
            "oneOf": [
                {"const": "open", "description": "Work goes on"},
                {"const": "closed", "description": "Work is over"},
            ],
            "description": "How far it is",
        },
        "line_count": _number(f"How many lines the {thing.replace('_', ' ')} has", 3),
    }
    return {
        f"{name}Draft": _closed("What a caller may set", draft, ["name", "kind"]),
        name: {
            "description": f"One {thing.replace('_', ' ')}",
            "allOf": [
                {"$ref": f"#/components/schemas/{name}Draft"},
                {"$ref": "#/components/schemas/Stamped"},
                {"type": "object", "required": list(own), "properties": own},
            ],
        },
        f"{name}List": _closed(
            "One page",
            {
                "items": {
                    "type": "array",
                    "maxItems": 100,
                    "description": "The rows, newest first",
                    "items": {"$ref": f"#/components/schemas/{name}"},
                },
                "next": {**_text("Where the next page starts", "eyJvIjoxMDB9", 200), "type": _or_null("string")},
                "total": _number("How many rows there are", 11),
            },
            ["items", "total"],
        ),
    }


def _shared_schemas() -> dict[str, Any]:
    stamp = {"type": "string", "format": "date-time", "pattern": "Z$", "maxLength": 30}
    return {
        "Error": _closed(
            "Why a call was refused",
            {
                "code": _number("An internal code, not the HTTP status", 1001),
                "message": _text("What went wrong, for people", "name is required", 500),
            },
            ["code", "message"],
        ),
        "Stamped": {
            "type": "object",
            "required": ["created_at", "updated_at"],
            "properties": {
                "created_at": {
                    **stamp,
                    "description": "When it was made, in UTC",
                    "examples": ["2024-01-23T05:14:37Z"],
                },
                "updated_at": {**stamp, "description": "When it changed, in UTC", "examples": ["2024-02-29T04:22:09Z"]},
            },
        },
        "Address": _closed(
            "A postal address",
            {
                "street": _text("Street and number", "1 Main Street", 200),
                "town": _text("The town", "Springfield", 200),
                "country": {**_text("ISO 3166-1 alpha-2", "DE", 2), "pattern": "^[A-Z]{2}$"},
            },
            ["town", "country"],
        ),
    }


def _document(paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Things of a company",
            "description": "Everything that a company works with.",
            "version": "1.4.0",
            "contact": {"name": "Support", "url": "https://example.com/support"},
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [
            {"url": "https://api.example.com", "description": "Production"},
            {"url": "https://sandbox.example.com", "description": "Test environment"},
        ],
        "security": [{"bearerAuth": []}],
        "tags": [{"name": path[1:], "description": "All of one kind"} for path in paths if "{" not in path],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {f"Error{code}": _error(code, text) for code, text in _ERRORS.items()},
            "securitySchemes": {
                "bearerAuth": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "API key",
                    "description": "A key made in the dashboard",
                }
            },
        },
    }


def _error(code: str, description: str) -> dict[str, Any]:
    header = {"401": ("WWW-Authenticate", {"type": "string", "maxLength": 200})}
    header["429"] = ("Retry-After", {"type": "integer", "minimum": 0, "maximum": 3600})
    response: dict[str, Any] = {"description": description}
    if code in header:
        name, schema = header[code]
        response["headers"] = {name: {"description": "What to do about it", "schema": schema}}
    media = _json("Error")
    media["application/json"]["example"] = {"code": 1001, "message": description}
    return {**response, "content": media}


def _page_parameters() -> list[dict[str, Any]]:
    schemas = {
        "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
        "after": {"type": "string", "maxLength": 200, "examples": ["eyJvIjoxMDB9"]},
    }
    return [
        {"in": "query", "name": name, "description": "Which rows the page holds", "schema": schema}
        for name, schema in schemas.items()
    ]


def _path_parameter(thing: str) -> dict[str, Any]:
    return {
        "in": "path",
        "name": f"{thing}_id",
        "required": True,
        "description": f"Which {thing.replace('_', ' ')}",
        "schema": {"type": "string", "format": "uuid"},
        "example": _UUID,
    }


_UUID = "0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6"


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _closed(description: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "description": description, "required": required, "properties": properties}


def _text(description: str, example: str, length: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": length, "description": description, "examples": [example]}


def _number(description: str, example: int) -> dict[str, Any]:
    bounds = {"minimum": 0, "maximum": 1_000_000_000}
    return {"type": "integer", **bounds, "description": description, "examples": [example]}


def _or_null(kind: str) -> list[str]:
    return [kind, "null"]


def _title(thing: str) -> str:
    return "".join(word.capitalize() for word in thing.split("_"))


if __name__ == "__main__":
    print(large_document(int(sys.argv[1]) if len(sys.argv) > 1 else 70), end="")
