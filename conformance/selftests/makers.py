"""Requirements, exchanges, findings and verdicts with defaults for everything that a test does not set."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from conformance.contract.document import parse
from conformance.contract.openapi import Contract, read_contract
from conformance.contract.requirement_ids import fingerprint
from conformance.model import (
    Case,
    Clause,
    Exchange,
    Finding,
    Intent,
    Level,
    Outcome,
    Position,
    Request,
    Requirement,
    Response,
    Result,
    Subject,
    Target,
    Trouble,
    Verdict,
)
from conformance.report.formats import FORMATS
from conformance.report.record import Run
from conformance.verdict.waivers import Waiver

REPORTS = sorted(["report.json", "history.ndjson", *(form.file for form in FORMATS.values())])
"""The artifacts of a run in a report folder with a name of its own."""
OPERATION = "GET /things"
KEY = "sk-live-0123456789abcdef"
CONTRACT = """\
openapi: 3.1.0
info: {title: Things, version: "1"}
paths:
  /things:
    get:
      responses:
        "200":
          description: things
          content:
            application/json:
              schema:
                type: array
                items:
                  $ref: "#/components/schemas/Thing"
components:
  schemas:
    Thing:
      type: object
      properties:
        name: {type: string}
        made_at: {type: string, format: date-time}
"""
TARGET = Target(
    "live",
    "https://api.example.com",
    {"bearer": "bn-key"},
    {"thing_id": ("a", "b")},
    {"bearer": "THINGS_KEY"},
    {"thing_id": "c"},
    {"thing_id": "OTHER"},
    frozenset({"thing_id"}),
)
_DEVIATION: dict[str, Any] = {"pattern": "/[*]/name", "kind": "type"}


def contract() -> Contract:
    """Return the contract of a list of things."""
    return read_contract(parse(CONTRACT, "things.yaml"))


def requirement(name: str = "thing-is-sound", level: Level = Level.MUST, **changes: Any) -> Requirement:
    """Return a requirement."""
    made = Requirement(
        id=name,
        level=level,
        text="Every thing is sound.",
        clause="#/components/schemas/Thing",
        subject=Subject.API,
        since="0.1.0",
        source="RFC 0000 section 1",
    )
    return replace(made, **changes)


def exchange(sequence: int = 0, body: bytes = b"[]", status: int = 200, **changes: Any) -> Exchange:
    """Return an exchange that has an answer in JSON."""
    case = Case(f"known-{sequence}", OPERATION, Intent.KNOWN, "GET", "/things")
    headers = (("Authorization", f"Bearer {KEY}"),)
    shown = f'curl -sS -i -H "Authorization: Bearer {KEY}" https://api.example.com/things'
    request = Request("GET", "https://api.example.com/things", headers, (KEY,), shown)
    response = Response(status, (("Content-Type", "application/json"),), body, 0.12345)
    return replace(Exchange(sequence, case, request, response), **changes)


def unanswered(sequence: int = 0, reason: str = "connection refused") -> Exchange:
    """Return an exchange that had no answer."""
    return exchange(sequence, response=None, trouble=Trouble("refused", reason))


def finding(name: str = "thing-is-sound", **changes: Any) -> Finding:
    """Return a finding about the third of several things."""
    made = Finding(
        requirement=name,
        operation=OPERATION,
        location="/2/name",
        message="a value does not match the contract's `type`",
        expected='type: "string"',
        actual="integer 7",
        exchange=0,
        count=3,
        fingerprint=fingerprint(name, OPERATION, "/[*]/name", "type"),
        **_DEVIATION,
    )
    return replace(made, **changes)


def verdict(outcome: Outcome = Outcome.PASS, name: str = "thing-is-sound", **changes: Any) -> Verdict:
    """Return a verdict; one that fails has a finding."""
    is_failure = outcome is Outcome.FAIL
    clause = Clause("RFC 0000", "#/components/schemas/Thing", "things.yaml", Position(16, 5), "Thing:")
    made = Verdict(
        requirement=requirement(name),
        operation=OPERATION,
        outcome=outcome,
        clause=clause,
        witnesses=0 if is_failure or outcome is Outcome.INCONCLUSIVE else 5,
        findings=(finding(name),) if is_failure else (),
        reason="no answer shows it" if outcome is Outcome.INCONCLUSIVE else "",
    )
    return replace(made, **changes)


def failure(level: Level = Level.MUST, **changes: Any) -> Verdict:
    """Return a failing verdict of a level."""
    return verdict(Outcome.FAIL, **{"requirement": requirement(level=level), **changes})


def waiver(name: str = "names-are-numbers", **changes: Any) -> Waiver:
    """Return a waiver for what `failure` finds."""
    made = Waiver(
        id=name,
        requirement="thing-is-sound",
        operation=OPERATION,
        locations=("/[*]/name",),
        reason="The vendor has promised to mend this.",
        link="https://example.com/issues/7",
        owner="maintainers",
        added="2026-01-01",
        expires="2026-06-01",
        expect="fail",
        target="api.example.com",
        place="waivers.yaml:2",
    )
    return replace(made, **changes)


def run_of(*verdicts: Verdict, **changes: Any) -> Run:
    """Return a run with some verdicts."""
    made = Run(
        contract=contract(),
        target=Target("live", "https://api.example.com", {"bearerAuth": KEY}, {}, {"bearerAuth": "THINGS_KEY"}),
        started=datetime(2026, 3, 1, 12, 34, 56, 789, tzinfo=UTC),
        seconds=1.23456,
        planned=2,
        left_out=0,
        requests=2,
        exchanges=(exchange(0), exchange(1)),
        verdicts=verdicts,
        waivers=(),
        states={},
        gone={},
        strengths=(),
        presences=(),
        result=Result.SUCCESS,
        complete=True,
    )
    return replace(made, **changes)
