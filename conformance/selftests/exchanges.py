"""Exchanges as pure data, and examples with the verdicts of rules on them, used by the tests of the rules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeAlias

import pytest

from conformance.contract.document import parse
from conformance.contract.load import SPEC
from conformance.contract.openapi import Contract, read_contract
from conformance.contract.schemas import Schemas
from conformance.contract.vocabulary import NOTHING, Vocabulary
from conformance.model import (
    Case,
    Exchange,
    Intent,
    JsonValue,
    Outcome,
    Request,
    Response,
    Target,
    Trouble,
    Verdict,
)
from conformance.rules.evidence import Evidence
from conformance.rules.ledger import load_ledger
from conformance.rules.registry import api_rules
from conformance.verdict.judge import judge

LEDGER = load_ledger(SPEC / "requirements")
RULES = api_rules()
KEY = "bn-4f1c9d27a8e3b65042d1"
AGENT = "8c1f2a34-5b6d-4e7f-8a90-b1c2d3e4f506"
IDS = ("3c90c3cc0d444b5088888dd25736052a", "4d01d4dd1e555c6199999ee36847163b")
ROWS: list[dict[str, Any]] = [{"batch_id": name, "file_name": "customers of march.csv", "total": 7} for name in IDS]
ERROR = {"error": 401, "message": "Access denied"}
NO_TARGET = Target("none", "")

_TEXT = {"type": "string"}
_BATCH = {
    "type": "object",
    "properties": {
        "batch_id": {"type": "string", "pattern": "^[0-9a-fA-F]{32}$"},
        "created_at": {"type": "string", "format": "date-time"},
        "status": {"type": "string", "enum": ["scheduled", "created", "queued", "executed"]},
        "numbers": {"type": "array", "items": _TEXT},
        "file_name": _TEXT,
        "total": {"type": "integer", "format": "int32"},
        "serial": {"type": "integer", "format": "int64"},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "origin": {"type": "object", "properties": {"city": _TEXT}, "additionalProperties": False},
        "price": {"type": "number"},
        "limit": {"type": ["integer", "null"]},
        "ratio": {"type": ["integer", "number"]},
    },
}
_ERROR = {
    "type": "object",
    "required": ["error", "message"],
    "properties": {"error": {"type": "integer", "format": "int32"}, "message": _TEXT},
}
PARAMETER = {"in": "path", "name": "agent_id", "required": True, "schema": {"type": "string", "format": "uuid"}}
BEARER: dict[str, list[str]] = {"bearer": []}
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
}


def content(schema: str, media: str = "application/json") -> dict[str, Any]:
    """Return what a contract says about a response with a body of one media type."""
    return {"description": "a body", "content": {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


RESPONSES = {"200": content("Batches"), "400": content("Error")}


def contract(
    *,
    method: str = "get",
    responses: Mapping[str, Any] = RESPONSES,
    security: Sequence[Mapping[str, Any]] = (BEARER,),
    parameters: Sequence[Mapping[str, Any]] = (PARAMETER,),
) -> str:
    """Return the text of a contract with one operation, which lists the batches of an agent."""
    operation = {"parameters": parameters, "responses": responses, "security": security}
    schemas = {"Batches": {"type": "array", "items": {"$ref": "#/components/schemas/Batch"}}, "Batch": _BATCH}
    components = {"schemas": {**schemas, "Error": _ERROR}, "securitySchemes": SCHEMES}
    paths = {"/batches/{agent_id}/all": {method: operation}}
    return json.dumps({"openapi": "3.1.0", "paths": paths, "components": components}, indent=1)


CONTRACT = contract()
HEAD = contract(method="head")
OPEN = contract(security=())
OPTIONAL = contract(security=(BEARER, {}))
SESSION = contract(security=({"session": []},))
API_KEY = contract(security=({"header": []},))
NO_PARAMETER = contract(parameters=())


def answer(
    status: int = 200,
    body: JsonValue = None,
    intent: Intent = Intent.KNOWN,
    *,
    kind: str | None = "application/json",
    headers: Sequence[tuple[str, str]] = (),
    known: str | None = AGENT,
    origin: str = "near-miss",
) -> Exchange:
    """Return an exchange with an answer.

    Args:
        status: The status.
        body: The bytes of the body, or a value that is written as JSON; by default rows for a success, else an error.
        intent: The intent of the request.
        kind: The Content-Type, if there is one.
        headers: More headers.
        known: The requested id, if there is one.
        origin: Where the case comes from.
    """
    if body is None:
        body = ROWS if status < 300 else ERROR
    content_type = [] if kind is None else [("Content-Type", kind)]
    return Exchange(
        sequence=0,
        case=Case(intent.value, "GET /batches", intent, "GET", f"/batches/{known}/all", origin=origin, known=known),
        request=Request("GET", f"https://api.example.com/batches/{known}/all"),
        response=Response(status, (*content_type, *headers), body if isinstance(body, bytes) else dumps(body)),
    )


def dumps(value: JsonValue) -> bytes:
    """Write a value as JSON."""
    return json.dumps(value).encode()


def unanswered(
    intent: Intent = Intent.KNOWN, kind: str = "timeout", fault: str = "", reason: str = "no answer in time"
) -> Exchange:
    """Return an exchange without an answer."""
    return replace(answer(intent=intent), response=None, trouble=Trouble(kind, reason, fault))


def followed(surplus: int) -> Exchange:
    """Return an exchange in whose answer trailing bytes follow the end."""
    made = answer()
    assert made.response is not None
    return replace(made, response=replace(made.response, surplus=surplus))


def limited(intent: Intent = Intent.KNOWN, **changes: Any) -> Exchange:
    """Return an exchange that the target refused for lack of time (429)."""
    return replace(answer(429, intent=intent, **changes), trouble=Trouble("rate-limited", "fewer requests (429)"))


@lru_cache
def _read(text: str) -> tuple[Contract, Schemas]:
    made = read_contract(parse(text, "contract.json"))
    return made, Schemas(made)


def evidence(
    *exchanges: Exchange,
    of: str = CONTRACT,
    secrets: Sequence[str] = (KEY,),
    vocabulary: Vocabulary = NOTHING,
    target: Target = NO_TARGET,
) -> Evidence:
    """Return exchanges, numbered in their order, as evidence for the last operation of a contract.

    Those whose case names another of its operations are that one's evidence.
    """
    made, schemas = _read(of)
    *besides, operation = made.operations
    by_id = {each.id: each for each in besides}
    others: dict[str, Evidence] = {}
    sent: dict[str, list[Exchange]] = {each.id: [] for each in made.operations}
    for number, each in enumerate(exchanges):
        asked = by_id.get(each.case.operation, operation)
        case = replace(each.case, operation=asked.id, method=asked.method)
        sent[asked.id].append(replace(each, sequence=number, case=case))
    for one in made.operations:
        given = (tuple(sent[one.id]), tuple(secrets), vocabulary, target)
        others[one.id] = Evidence(made, schemas, one, *given, others=others)
    return others[operation.id]


@dataclass(frozen=True)
class Example:
    """Exchanges, and the outcome to which they must lead."""

    outcome: Outcome
    exchanges: tuple[Exchange, ...]
    of: str
    shown: str
    """The finding as `location: kind`, or a part of the reason for any other outcome."""
    secrets: tuple[str, ...]
    vocabulary: Vocabulary = NOTHING
    target: Target = NO_TARGET

    def evidence(self, *exchanges: Exchange) -> Evidence:
        """Return exchanges as evidence for the example's contract."""
        return evidence(*exchanges, of=self.of, secrets=self.secrets, vocabulary=self.vocabulary, target=self.target)

    def verdict(self, requirement: str) -> Verdict:
        """Return the verdict of a rule."""
        return judge(self.evidence(*self.exchanges), LEDGER, {requirement: RULES[requirement]})[0]


Examples: TypeAlias = Mapping[str, Mapping[str, Example]]
"""The examples of each requirement, by what each shows."""


def passes(*exchanges: Exchange, of: str = CONTRACT, secrets: tuple[str, ...] = (KEY,)) -> Example:
    """Return an example that satisfies a requirement."""
    return Example(Outcome.PASS, exchanges, of, "", secrets)


def fails(shown: str, *exchanges: Exchange, of: str = CONTRACT, secrets: tuple[str, ...] = (KEY,)) -> Example:
    """Return an example with one finding."""
    return Example(Outcome.FAIL, exchanges, of, shown, secrets)


def unclear(reason: str, *exchanges: Exchange, of: str = CONTRACT, secrets: tuple[str, ...] = (KEY,)) -> Example:
    """Return an example that shows nothing either way."""
    return Example(Outcome.INCONCLUSIVE, exchanges, of, reason, secrets)


def inapplicable(reason: str, *exchanges: Exchange, of: str) -> Example:
    """Return an example for an operation to which a requirement does not apply."""
    return Example(Outcome.INAPPLICABLE, exchanges, of, reason, (KEY,))


def each_of(examples: Examples) -> pytest.MarkDecorator:
    """Run a test for every example, with the requirement and the example."""
    rows = [
        pytest.param(requirement, example, id=f"{requirement}: {name}")
        for requirement, named in examples.items()
        for name, example in named.items()
    ]
    return pytest.mark.parametrize(("requirement", "example"), rows)


def assert_example(requirement: str, example: Example) -> None:
    """Assert that an example leads to its outcome, for the reason that it gives."""
    verdict = example.verdict(requirement)
    if verdict.outcome is Outcome.ERROR:  # the exception itself, which a verdict does not contain
        list(RULES[requirement](example.evidence(*example.exchanges)))
    found = [f"{each.pattern}: {each.kind}" for each in verdict.findings]
    assert (verdict.outcome, found) == (example.outcome, [example.shown] if example.outcome is Outcome.FAIL else [])
    assert verdict.outcome is Outcome.FAIL or example.shown in verdict.reason
    assert verdict.outcome is not Outcome.PASS or verdict.witnesses


def outcome(requirement: str, *exchanges: Exchange, of: str = CONTRACT, secrets: tuple[str, ...] = (KEY,)) -> Outcome:
    """Return the outcome of a rule on exchanges."""
    return Example(Outcome.PASS, exchanges, of, "", secrets).verdict(requirement).outcome
