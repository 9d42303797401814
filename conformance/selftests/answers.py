"""Exchanges made by hand for the tests of the rules, and what a rule makes of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.model import Case, Exchange, Intent, Outcome, Request, Response, Trouble
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Deviation, Doubt, Inapplicable, Witness
from conformance.rules.registry import api_rules

KEY = "bn-4f1c9d27a8e3b650"
ID = "0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6"
_THINGS = """\
openapi: 3.1.0
info: {title: Things, version: "1"}
security: [{bearer: []}]
paths:
  /things/{thing_id}:
    get:
      parameters: [{in: path, name: thing_id, required: true, schema: {type: string, format: uuid}}]
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Things"}}}}
        "400": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Error"}}}}
  /open:
    get:
      security: []
      responses:
        "200": {description: d, content: {application/json: {schema: {type: array}}}}
    head:
      security: []
      responses:
        "200": {description: d, content: {application/json: {schema: {type: array}}}}
  /keyed:
    get:
      security: [{header: []}]
      responses:
        "200": {description: d, content: {application/json: {}, text/*: {}}}
        4XX: {description: d}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    header: {type: apiKey, in: header, name: X-Key}
  schemas:
    Things: {type: array, items: {$ref: "#/components/schemas/Thing"}}
    Thing:
      type: object
      properties:
        thing_id: {type: string, pattern: "^[0-9a-f]{32}$"}
        made_at: {type: string, format: date-time}
        count: {type: integer, format: int32}
        weight: {type: number}
        state: {enum: [new, old]}
        next: {anyOf: [{type: string}, {type: "null"}]}
      required: [thing_id]
    Error:
      type: object
      required: [error, message]
      properties: {error: {type: integer}, message: {type: string}}
"""
CONTRACT = read_contract(parse(_THINGS, "things.yaml"))
SCHEMAS = Schemas(CONTRACT)
THING, OPEN, HEAD, KEYED = "GET /things/{thing_id}", "GET /open", "HEAD /open", "GET /keyed"
ERROR = b'{"error": 7, "message": "no"}'


def rows(*numbers: int, **values: object) -> bytes:
    """Return a list of things as JSON, one for each number."""
    return json.dumps([{"thing_id": f"{number:032x}", "count": number, **values} for number in numbers]).encode()


@dataclass(frozen=True)
class Answer:
    """What came back to a case; an exchange without the parts that no rule looks at."""

    intent: Intent = Intent.KNOWN
    status: int = 200
    body: bytes = b"[]"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    known: str | None = ID
    name: str = "1"
    trouble: Trouble | None = None

    def exchange(self, operation: str, sequence: int) -> Exchange:
        """Return the exchange of an operation."""
        method, _, path = operation.partition(" ")
        url = f"https://api.example.com{path.replace('{thing_id}', self.known or 'x')}"
        sent = () if self.intent is Intent.NO_KEY else (KEY,)
        case = Case(f"{self.intent}-{self.name}", operation, self.intent, method, path, known=self.known)
        response = Response(self.status, self.headers, self.body)
        request = Request(method, url, (), sent)
        return Exchange(sequence, case, request, None if self.trouble else response, self.trouble)


def known(body: bytes = rows(1, 2), **changes: object) -> Answer:
    """Return a good answer to what is known."""
    return replace(Answer(body=body), **changes)  # type: ignore[arg-type]


def to(intent: Intent, status: int, body: bytes = ERROR, **changes: object) -> Answer:
    """Return an answer to a case of an intent; an error in the documented form unless told otherwise."""
    return replace(Answer(intent=intent, status=status, body=body), **changes)  # type: ignore[arg-type]


def typed(content_type: str, **changes: object) -> Answer:
    """Return a good answer under another Content-Type."""
    return known(headers=(("Content-Type", content_type),), **changes)


NO_ANSWER = Answer(trouble=Trouble("timeout", "no complete answer within the time limit"))


def evidence(*answers: Answer, operation: str = THING) -> Evidence:
    """Return what the rules are given for an operation."""
    asked = next(each for each in CONTRACT.operations if each.id == operation)
    exchanges = tuple(answer.exchange(operation, number) for number, answer in enumerate(answers))
    return Evidence(CONTRACT, SCHEMAS, asked, exchanges, (KEY,))


def outcome(rule: str, *answers: Answer, operation: str = THING) -> Outcome:
    """Return what a rule makes of some answers, as the judge reads it."""
    observed = list(api_rules()[rule](evidence(*answers, operation=operation)))
    for kind, outcome in ((Inapplicable, Outcome.INAPPLICABLE), (Deviation, Outcome.FAIL), (Witness, Outcome.PASS)):
        if any(isinstance(each, kind) for each in observed):
            return outcome
    assert all(isinstance(each, Doubt) or type(each).__name__ == "Note" for each in observed)
    return Outcome.INCONCLUSIVE
