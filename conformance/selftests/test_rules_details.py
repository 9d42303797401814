"""A thing and its row in a list, asked for as a run does, and examples of the rule that compares them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.exchange.planner import Planner
from conformance.model import Case, Exchange, Intent, Outcome, Request, Response, Target, Verdict
from conformance.rules.evidence import Evidence
from conformance.selftests.exchanges import (
    CONTRACT,
    LEDGER,
    RULES,
    Example,
    Examples,
    answer,
    assert_example,
    contract,
    each_of,
    fails,
    inapplicable,
    passes,
    unclear,
)
from conformance.verdict.judge import judge

RULE = "detail-equals-its-row"
HOST = "https://api.example.com"
_TEXT, _INTEGER = {"type": "string"}, {"type": "integer"}
_ROW = {
    "type": "object",
    "properties": {
        "id": _TEXT,
        "status": {"type": "string", "enum": ["open", "paid"]},
        "amount": _INTEGER,
        "note": _TEXT,
        "at": {"type": "string", "format": "date-time"},
        "day": {"type": "string", "format": "date"},
        "url": _TEXT,
        "views": {"type": ["integer", "null"]},
    },
}
_WHOLE = {
    "allOf": [{"$ref": "#/components/schemas/Row"}, {"type": "object", "properties": {"lines": {"type": "array"}}}]
}


def operation(schema: Any, *parameters: Any) -> Any:
    answers = {"200": {"description": "things", "content": {"application/json": {"schema": schema}}}}
    return {"get": {"parameters": parameters, "responses": answers}}


def document(whole: Any = None) -> str:
    by_id = {"name": "thing_id", "in": "path", "required": True, "schema": _TEXT}
    rows = {"type": "array", "items": {"$ref": "#/components/schemas/Row"}}
    paths = {"/things": operation(rows), "/things/{thing_id}": operation(whole or _WHOLE, by_id)}
    return json.dumps({"openapi": "3.1.0", "paths": paths, "components": {"schemas": {"Row": _ROW}}})


THING = {"id": "t1", "status": "open", "amount": 7, "note": "Delivered to the back door of the house"}
THING |= {"at": "2026-05-01T10:00:00Z", "day": "2026-05-01", "url": "/things/t1", "views": 4}
Spoil = Callable[[dict[str, Any], int], Mapping[str, Any]]


def verdict(of_detail: Spoil, of_row: Spoil = lambda row, _: row, text: str | None = None) -> Verdict:
    """Ask an API whose things and rows are made by two functions, of the right one and a counter; judge the thing."""
    made = read_contract(parse(text or document(), "contract.json"))
    exchanges: list[Exchange] = []

    def send(case: Case) -> Exchange:
        number = len(exchanges)
        is_list = case.operation == "GET /things"
        body: Any = [of_row(dict(THING), number), {**THING, "id": "t2"}] if is_list else of_detail(dict(THING), number)
        is_known = is_list or case.path.endswith("/t1")
        response = Response(
            200 if is_known else 404, (("Content-Type", "application/json"),), json.dumps(body).encode()
        )
        return Exchange(number, case, Request("GET", f"{HOST}{case.path}"), response)

    planner = Planner(made, Schemas(made), Target("live", HOST), 60)
    while cases := planner.probes(exchanges):
        for case in cases:
            exchanges.append(send(case))  # noqa: PERF401 - each depends on those before
    for case in planner.plan(exchanges).cases[len(exchanges) :]:
        exchanges.append(send(case))  # noqa: PERF401 - each depends on those before
    others: dict[str, Evidence] = {}
    for each in made.operations:
        own = tuple(one for one in exchanges if one.case.operation == each.id)
        others[each.id] = Evidence(made, Schemas(made), each, own, others=others)
    return judge(others["GET /things/{thing_id}"], LEDGER, {RULE: RULES[RULE]})[0]


def having(**values: Any) -> Spoil:
    return lambda thing, _: {**thing, **values}


def test_equal() -> None:
    """The same values pass, each of them."""
    found = verdict(having())
    assert (found.outcome, found.witnesses) == (Outcome.PASS, 8 - 1)


@pytest.mark.parametrize(
    "values", [{"status": "paid"}, {"amount": 8}, {"note": "something else"}, {"at": "2026-05-02T10:00:00Z"}]
)
def test_other_value(values: Mapping[str, Any]) -> None:
    """A value that is always another one than in the list is found."""
    found = verdict(having(**values))
    assert (Outcome.FAIL, [f"/{name}" for name in values]) == (found.outcome, [each.pattern for each in found.findings])


@pytest.mark.parametrize(
    "values",
    [
        {"url": "https://api.example.com/things/t1"},
        {"views": None},
        {"note": "Delivered to the back door …"},
        {"note": "delivered to the  back door of the house"},
        {"at": "2026-05-01T12:00:00+02:00"},
        {"at": "2026-05-01T10:00:00.123Z"},
        {"amount": 7.5},
        {"id": "T1"},
    ],
)
def test_same_in_other_words(values: Mapping[str, Any]) -> None:
    """A value that may be the same, or is not meant to be, is not blamed, in the list or beside it."""
    assert Outcome.FAIL is not verdict(having(**values)).outcome
    assert Outcome.FAIL is not verdict(having(), having(**{**values, "id": "t1"})).outcome


@pytest.mark.parametrize(
    ("of_detail", "of_row"),
    [
        (lambda thing, number: {**thing, "views": number}, lambda row, number: {**row, "views": number}),
        (having(amount=9), lambda row, number: {**row, "amount": 7 if number < 3 else 9}),
        (lambda thing, number: {**thing, "status": "paid" if number > 4 else "open"}, having()),
    ],
)
def test_what_changes(of_detail: Spoil, of_row: Spoil) -> None:
    """A value that changes during the run is not blamed."""
    assert Outcome.FAIL is not verdict(of_detail, of_row).outcome


def test_declared_otherwise() -> None:
    """A property that the contract declares in another way for the thing is not compared."""
    whole = {"type": "object", "properties": {"id": _TEXT, "status": _TEXT, "amount": {"type": "number"}}}
    assert Outcome.FAIL is not verdict(having(status="paid", amount=9), text=document(whole)).outcome


PAIR = document()


def a_list(*statuses: str) -> Exchange:
    """Return a list of things t0, t1 and so on, by their statuses."""
    made = answer(body=[{"id": f"t{number}", "status": each} for number, each in enumerate(statuses)])
    return replace(made, case=replace(made.case, operation="GET /things", path="/things", known=None))


def a_thing(number: int, status: str) -> Exchange:
    made = answer(body={"id": f"t{number}", "status": status})
    case = replace(made.case, operation="", path=f"/things/t{number}", known=f"t{number}", found="GET /things")
    return replace(made, case=case)


LISTED = a_list("open", "open")
ONE = contract(parameters=({"in": "path", "name": "id", "required": True, "schema": _TEXT},)).replace("/all", "")
_LISTED = replace(answer(body=[]).case, operation="GET /batches/{agent_id}", found="GET /batches")
EXAMPLES: Examples = {
    RULE: {
        "equal": passes(LISTED, a_thing(0, "open"), LISTED, of=PAIR),
        "another": fails("/status: other value", LISTED, a_thing(1, "paid"), LISTED, of=PAIR),
        "not read again": unclear("before and after", LISTED, a_thing(1, "paid"), of=PAIR),
        "a list": inapplicable("does not ask for a thing", answer(), of=CONTRACT),
        "not listed": unclear("", answer(), of=ONE),
        "gone": unclear("", answer(404, intent=Intent.UNKNOWN), of=ONE),
        "no list": unclear("cannot be read", replace(answer(), case=_LISTED), of=ONE),
    }
}


@each_of(EXAMPLES)
def test_examples(requirement: str, example: Example) -> None:
    """Each example leads to its outcome."""
    assert_example(requirement, example)
