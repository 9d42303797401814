"""A list in pages: a contract for each way to page, and a small API that keeps it, or breaks it in one way."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.contract.schemas import Schemas
from conformance.exchange.planner import Planner
from conformance.model import Case, Exchange, Request, Response, Target, Verdict
from conformance.rules.evidence import Evidence
from conformance.selftests.exchanges import LEDGER, RULES
from conformance.verdict.judge import judge

HOST = "https://api.example.com"
WAYS = ("cursor", "offset", "page", "link", "starting_after", "header")
_INTEGER, _TEXT = {"type": "integer"}, {"type": "string"}
_PARAMETERS = {"cursor": _TEXT, "offset": _INTEGER, "page": _INTEGER, "starting_after": _TEXT, "header": _INTEGER}
_LINK = {"type": ["string", "null"]}
_SAYS = {"has_more": {"type": "boolean"}, "next_cursor": _LINK, "next": _LINK}

Rows = list[dict[str, Any]]
Query = Mapping[str, str]


def document(way: str) -> str:
    """Return the contract of a list that is paged in one way."""
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 50, "default": 20}}
    name = "offset" if way == "header" else way
    by = [] if way == "link" else [{"name": name, "in": "query", "schema": _PARAMETERS[way]}]
    thing = {"type": "object", "properties": {"id": _TEXT, "name": _TEXT}}
    things = {"type": "array", "items": thing}
    envelope = {"type": "object", "properties": {"data": things, "total": _INTEGER, **_SAYS}}
    schema = things if way in ("offset", "header") else envelope
    answer = {"description": "things", "content": {"application/json": {"schema": schema}}}
    counted = {"headers": {"X-Total-Count": {"schema": _INTEGER}}} if schema is things else {}
    answers = {"200": {**answer, **counted}}
    operation = {"parameters": [limit, *by], "responses": answers}
    return json.dumps({"openapi": "3.1.0", "paths": {"/things": {"get": operation}}})


@dataclass
class Things:
    """An API that lists things in pages."""

    way: str
    size: int = 11
    usual: int = 20
    asked: list[Case] = field(default_factory=list)

    def rows(self) -> Rows:
        """Return what is stored, in its order."""
        return [{"id": f"t{number:02}", "name": "a thing"} for number in range(self.size)]

    def start(self, query: Query) -> int:
        """Return where a page starts."""
        if self.way == "page":
            return (int(query.get("page", "1")) - 1) * self.limit(query)
        if self.way == "starting_after" and "starting_after" in query:
            return [each["id"] for each in self.rows()].index(query["starting_after"]) + 1
        return int(query.get({"header": "offset", "link": "at"}.get(self.way, self.way), "0"))

    def limit(self, query: Query) -> int:
        """Return how many rows a page has."""
        return int(query.get("limit", str(self.usual)))

    def total(self) -> int:
        """Return how many rows there are."""
        return len(self.rows())

    def more(self, start: int, end: int) -> bool:
        """Return whether more follow."""
        return end < len(self.rows())

    def answer(self, query: Query) -> tuple[Any, Mapping[str, str]]:
        """Return the body and the headers of a page."""
        start = self.start(query)
        end = start + self.limit(query)
        page, more = self.rows()[start:end], self.more(start, end)
        link = f"/things?limit={self.limit(query)}&{'at' if self.way == 'link' else 'offset'}={end}"
        headers = {"X-Total-Count": str(self.total())}
        if self.way == "offset":
            return page, headers
        if self.way == "header":
            return page, {**headers, "Link": f'<{HOST}{link}>; rel="next"' if more else '</things>; rel="first"'}
        said: dict[str, dict[str, Any]] = {
            "cursor": {"next_cursor": str(end) if more else None, "has_more": more},
            "link": {"next": link if more else None},
        }
        return {"data": page, "total": self.total(), **said.get(self.way, {"has_more": more})}, {}

    def send(self, case: Case) -> Exchange:
        """Answer a case."""
        self.asked.append(case)
        query = "&".join("=".join(pair) for pair in case.query)
        body, headers = self.answer(dict(case.query))
        sent = Request("GET", f"{HOST}{case.path}{'?' if query else ''}{query}")
        response = Response(200, (("Content-Type", "application/json"), *headers.items()), json.dumps(body).encode())
        return Exchange(len(self.asked) - 1, case, sent, response)


def evidence_of(api: Things, contract: str) -> Evidence:
    """Ask an API as a run does, and return the evidence."""
    made = read_contract(parse(contract, "contract.json"))
    planner = Planner(made, Schemas(made), Target("live", HOST), 60)
    exchanges: list[Exchange] = []
    while cases := planner.probes(exchanges) or planner.pages(exchanges):
        exchanges += map(api.send, cases)
    exchanges += map(api.send, planner.plan(exchanges).cases[len(exchanges) :])
    numbered = tuple(replace(each, sequence=number) for number, each in enumerate(exchanges))
    return Evidence(made, Schemas(made), made.operations[0], numbered)


def verdicts(evidence: Evidence, rules: Sequence[str]) -> dict[str, Verdict]:
    """Return the verdicts of some rules."""
    found = judge(evidence, LEDGER, {name: RULES[name] for name in rules})
    return {each.requirement.id: each for each in found if each.requirement.id in rules}
