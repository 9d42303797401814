"""Optional parameters: what may act is not sent, and a value out of its bounds only must not break the server."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from conformance.contract.document import parse
from conformance.contract.openapi import read_contract
from conformance.exchange.actions import names_an_action
from conformance.exchange.generation import Generated, Optional
from conformance.exchange.optional import beyond, kept
from conformance.selftests.trees import Request, document, get, judge

_ACTING = {"name": "recheck_all", "in": "query", "schema": {"type": "string", "enum": ["1", ""]}}
_LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}}
_STATE = {"name": "state", "in": "query", "schema": {"type": "string", "enum": ["open", "delete"]}}
LIST = document({"/things": get(_ACTING, _LIMIT, _STATE)})


def queries(asked: list[str], name: str) -> set[str]:
    """Return the values of a parameter in all requests."""
    pairs = (pair for target in asked for pair in parse_qsl(urlsplit(target).query, keep_blank_values=True))
    return {value for key, value in pairs if key == name}


def sound(request: Request) -> tuple[int, Any]:
    """Answer with nothing, whatever is asked for."""
    return 200, []


class TestKept:
    """Which optional parameters are sent."""

    def test_known(self, tmp_path: Path) -> None:
        """What is named like an action, or has a value that is, is never sent; the others are."""
        asked = judge(tmp_path, LIST, sound).asked
        assert queries(asked, "recheck_all") == set()
        assert "delete" not in queries(asked, "state")
        assert queries(asked, "limit")

    def test_all(self, tmp_path: Path) -> None:
        """All of them are sent where the user asks for that."""
        assert queries(judge(tmp_path, LIST, sound, optional=Optional.ALL).asked, "recheck_all")

    def test_none(self, tmp_path: Path) -> None:
        """None is sent where the user asks for that."""
        assert {*judge(tmp_path, LIST, sound, optional=Optional.NONE).asked} == {"/things"}

    def test_required(self) -> None:
        """A required parameter is kept in any case."""
        contract = read_contract(
            parse(_text("{name: run, in: query, required: true, schema: {type: string}}"), "f.yaml")
        )
        drawn = Generated({}, {"run": "1", "other": "2"})
        found = [kept(drawn, contract.operations[0], each).query for each in Optional]
        assert found == [{"run": "1"}, {"run": "1", "other": "2"}, {"run": "1", "other": "2"}]

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            *((each, True) for each in ("delete", "forceRefresh", "recheck_all", "X-Run", "reset-cache", "dryRun")),
            *((each, False) for each in ("limit", "updated_since", "start", "forced", "deleted", "q", "runs", "1", "")),
        ],
    )
    def test_names(self, name: str, expected: bool) -> None:
        """An action is recognised by a whole word."""
        assert names_an_action(name) is expected


class TestBeyond:
    """Values just out of their bounds."""

    def test_server_error(self, tmp_path: Path) -> None:
        """A value out of its bounds that breaks the server is found."""

        def broken(request: Request) -> tuple[int, Any]:
            return (500, {}) if request.query.get("limit") == "0" else (200, [])

        assert ("answer-is-not-a-server-error", "GET /things") in judge(tmp_path, LIST, broken).blamed

    @pytest.mark.parametrize(
        "answer",
        [(200, []), (400, {}), (404, "?"), (422, {"detail": 1}), (418, None), (204, b""), (302, b"x")],
        ids=str,
    )
    def test_nothing_else(self, tmp_path: Path, answer: tuple[int, Any]) -> None:
        """Whatever else it is answered with, nobody is blamed."""
        found = judge(
            tmp_path, LIST, lambda request: answer if request.query.get("limit") in ("0", "101") else (200, [])
        )
        assert {"0", "101"} & queries(found.asked, "limit")
        failing = [each for each in found.run.verdicts if each.outcome == "fail"]
        beyond = {each.sequence for each in found.run.exchanges if each.case.intent == "out-of-bounds"}
        assert len(beyond) == 2
        assert not [each for verdict in failing for each in verdict.findings if each.exchange in beyond]

    @pytest.mark.parametrize(
        ("schema", "expected"),
        [
            ("{type: integer, minimum: 1, maximum: 9}", ["0", "10"]),
            ("{type: integer}", ["-1", "9223372036854775808"]),
            ("{type: integer, exclusiveMinimum: 0, maximum: 9}", ["-1", "10"]),
            ("{type: integer, minimum: 0, exclusiveMinimum: true}", ["-1", "9223372036854775808"]),
            ("{anyOf: [{type: 'null'}, {type: integer, maximum: 9}]}", ["-1", "10"]),
            ("{$ref: '#/components/schemas/Limit'}", ["-1", "8"]),
            ("{type: boolean}", ["maybe"]),
            ("{enum: [a, b]}", ["ax"]),
            ("{type: string, maxLength: 3}", ["xxxx"]),
            ("{type: string, format: date}", ["x"]),
            ("{type: string}", []),
            ("true", []),
        ],
    )
    def test_values(self, schema: str, expected: list[str]) -> None:
        """They are derived from the schema of the parameter."""
        contract = read_contract(parse(_text(f"{{name: p, in: query, schema: {schema}}}"), "f.yaml"))
        assert [text for _, _, text in beyond(contract.operations[0], contract.document)] == expected

    def test_acting(self) -> None:
        """A parameter that may act is not tried."""
        contract = read_contract(parse(_text("{name: force, in: query, schema: {type: boolean}}"), "f.yaml"))
        assert [*beyond(contract.operations[0], contract.document)] == []


def _text(parameter: str) -> str:
    return f"""\
openapi: 3.1.0
paths:
  /things: {{get: {{parameters: [{parameter}]}}}}
components: {{schemas: {{Limit: {{type: integer, maximum: 7}}}}}}
"""
