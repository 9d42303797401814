"""A document as FastAPI serves it: on one line, many operations over shared schemas of many optional properties.

python -m conformance.benchmarks.many_operations 423 > large.json
"""

from __future__ import annotations

import json
import sys
from typing import Any

_PROPERTIES = 24
_PER_RESOURCE = 3
"""List, read and read a part: the operations of each resource that a run asks for."""
_PROSE = "Answers what the caller may see, the newest first, and leaves out what was archived. " * 12
_NESTED = "Usage", "Owner", "Limits"


def document(operations: int) -> dict[str, Any]:
    """Return a document with a number of GET operations, and a POST for each third of them."""
    paths: dict[str, Any] = {}
    schemas = _shared()
    for number in range(-(-operations // _PER_RESOURCE)):
        name = f"Thing{number}"
        schemas |= {name: _model(name), f"{name}Create": _model(f"{name}Create")}
        many, one = f"/things{number}", f"/things{number}/{{thing_{number}_id}}"
        listed = {"type": "array", "items": _reference(name), "title": f"Response List {name}"}
        identified = [_parameter("path", f"thing_{number}_id", {"type": "string", "format": "uuid"})]
        paths |= {
            many: {"get": _operation(f"list_{name}", listed, _page()), "post": _creation(name)},
            one: {"get": _operation(f"read_{name}", _reference(name), identified)},
            f"{one}/usage": {"get": _operation(f"usage_of_{name}", _reference("Usage"), identified)},
        }
    wanted = list(paths)[:operations]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Many operations", "version": "0.1.0"},
        "paths": {path: paths[path] for path in wanted},
        "components": {"schemas": schemas},
    }


def _operation(name: str, answer: dict[str, Any], parameters: list[Any]) -> dict[str, Any]:
    return {
        "tags": [name.rpartition("_")[2]],
        "summary": name.replace("_", " ").title(),
        "description": _PROSE,
        "operationId": f"{name}_get",
        "parameters": parameters,
        "responses": {"200": _response("Successful Response", answer), "422": _response("Validation Error", _INVALID)},
    }


def _creation(name: str) -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": _reference(f"{name}Create")}}}
    return {**_operation(f"create_{name}", _reference(name), []), "requestBody": body}


def _response(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


_INVALID = _reference("HTTPValidationError")


def _parameter(location: str, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    title = name.replace("_", " ").title()
    return {"name": name, "in": location, "required": location == "path", "schema": {**schema, "title": title}}


def _page() -> list[dict[str, Any]]:
    number = {"type": "integer", "minimum": 0, "maximum": 200, "default": 20}
    text = {"anyOf": [{"type": "string", "maxLength": 200}, {"type": "null"}]}
    return [_parameter("query", "limit", number), _parameter("query", "offset", number), _parameter("query", "q", text)]


def _model(name: str) -> dict[str, Any]:
    """Return a schema as pydantic writes it: titles everywhere, null as a branch of `anyOf`."""
    kinds: list[dict[str, Any]] = [
        {"type": "string", "maxLength": 255},
        {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
        {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": 0},
        {"type": "array", "items": {"type": "string"}, "default": []},
        {"type": "boolean", "default": False},
        {"anyOf": [{"type": "object", "additionalProperties": True}, {"type": "null"}]},
        *({"anyOf": [_reference(each), {"type": "null"}]} for each in _NESTED),
    ]
    properties = {
        "id": {"type": "string", "format": "uuid", "title": "Id"},
        **{
            f"field_{number}": {**kinds[number % len(kinds)], "title": f"Field {number}", "description": _PROSE[:85]}
            for number in range(_PROPERTIES)
        },
    }
    return {"type": "object", "title": name, "description": _PROSE[:200], "required": ["id"], "properties": properties}


def _shared() -> dict[str, Any]:
    place = {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}, "title": "Location"}
    texts = {name: {"type": "string", "title": name} for name in ("msg", "type")}
    error = {"type": "object", "title": "ValidationError", "required": ["loc", *texts]}
    counts = {f"count_{number}": {"type": "integer", "minimum": 0, "title": f"Count {number}"} for number in range(12)}
    return {
        "ValidationError": {**error, "properties": {"loc": place, **texts}},
        "HTTPValidationError": {
            "type": "object",
            "title": "HTTPValidationError",
            "properties": {"detail": {"type": "array", "items": _reference("ValidationError"), "title": "Detail"}},
        },
        **{name: {"type": "object", "title": name, "required": [*counts], "properties": counts} for name in _NESTED},
    }


if __name__ == "__main__":
    print(json.dumps(document(int(sys.argv[1])), separators=(",", ":")), end="")
