"""Revisions of a small document whose answers list rows, and recorded answers of its API."""

from __future__ import annotations

import json

from conformance.model import Case, Exchange, Intent, JsonValue, Request, Response

_TEXT = """\
openapi: 3.1.0
info: {title: T, version: %s}
paths:
  /rows/{id}:
    get:
      parameters: [{in: path, name: id, required: true, schema: {type: string}}]
      responses:
        '200': {description: All., content: {application/json: {schema: {$ref: '#/components/schemas/List'}}}}
components:
  schemas:
    List: {type: array, items: {$ref: '#/components/schemas/Row'}}
    Base: {type: object, properties: {state: {type: string, enum: [a, b]}, at: {type: string}}}
    Row: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {n: {type: integer, maximum: 5}}}]}
"""
FIRST, SECOND = _TEXT % "1.0.0", _TEXT % "2.0.0"
MORE = SECOND.replace("[a, b]", "[a, b, c]")
LESS = SECOND.replace("[a, b]", "[a]")


def answer(body: JsonValue, sequence: int = 0, status: int = 200) -> Exchange:
    """Return a recorded answer."""
    case = Case("r", "GET /rows/{id}", Intent.OBSERVED, "GET", "/rows/1")
    response = Response(status, (("Content-Type", "application/json"),), json.dumps(body).encode())
    return Exchange(sequence, case, Request("GET", "https://x.example/rows/1"), response)
