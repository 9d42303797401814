"""The stock checks: covered by the rules, set aside for a known reason, or a deviation of their own."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.contract.load import SPEC
from conformance.model import Aspect, Exchange, Intent, Level, Outcome, Verdict
from conformance.reference.api import Answer, Api, Call
from conformance.reference.server import serve
from conformance.run.stock_checks import MAX_BODY, StockChecks
from conformance.selftests.conftest import Run
from conformance.selftests.exchanges import (
    CONTRACT,
    HEAD,
    LEDGER,
    OPEN,
    RESPONSES,
    ROWS,
    RULES,
    answer,
    contract,
    evidence,
)
from conformance.selftests.false_complaints import FALSE, UUIDLESS, known
from conformance.verdict import complaints as witnesses
from conformance.verdict.complaint_reasons import REASONS, Complaint
from conformance.verdict.complaints import CHECKS, PREFIX, Said, Unread, account_of
from conformance.verdict.judge import judge
from conformance.verdict.opinion import Opinion
from conformance.verdict.second_engine import SecondEngine

UNASKED = {
    "allow_header_conformance": "it judges answers to OPTIONS, which is never sent",
    "ensure_resource_availability": "it follows a POST, which is never sent",
    "missing_required_header": "it judges requests without a header that they need, which are never sent",
    "object_level_authorization": "it follows a POST, and asks again with another key",
    "unsupported_method": "it judges methods that the contract does not name, which are never sent",
    "use_after_free": "it follows a DELETE, which is never sent",
}
"""The checks that are not run, and why: they need requests that are never sent."""


def verdicts(
    *exchanges: Exchange, of: str = CONTRACT, rules: Mapping[str, Any] = RULES, said: list[Said] | None = None
) -> dict[str, Verdict]:
    """Return the verdicts of the checks by name; `said` replaces what they report."""
    given = evidence(*exchanges, of=of)
    found = StockChecks(given.contract).complaints(given.exchanges) if said is None else said
    judged = judge(given, LEDGER, rules, (), found)
    return {each.requirement.id.removeprefix(PREFIX): each for each in judged if each.requirement.id.startswith(PREFIX)}


class TestReasons:
    @pytest.mark.parametrize("reason", REASONS)
    def test_sets_aside(self, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """A reason sets a false complaint of a check aside, and the verdict counts it; without it the check fails."""
        ((check, exchanges, of),) = (each for text, each in FALSE.items() if reason.startswith(text))
        found = verdicts(*exchanges, of=of)[check]
        assert found.outcome is not Outcome.FAIL
        assert f"set aside: {reason}" in found.reason
        monkeypatch.setattr(witnesses, "REASONS", {})
        assert verdicts(*exchanges, of=of)[check].outcome is Outcome.FAIL

    def test_counts(self) -> None:
        """Complaints are counted by whether they are set aside, covered by a requirement, or new."""
        spelled = [answer(intent=Intent.LENIENT, known=UUIDLESS) for _ in range(3)]
        found = verdicts(known(), *spelled)["negative_data_rejection"]
        assert found.reason.endswith("may be accepted (3 times)")
        reason = "another spelling of an allowed value may be accepted"
        account = account_of(found)
        assert (account.judged, account.alone, account.said_too, account.set_aside) == (3, 0, {}, {reason: 3})


COVERED = {
    "answer-is-not-a-server-error": ("not_a_server_error", [known(500)]),
    "called-for-status-is-documented": ("status_code_conformance", [known(), answer(404, intent=Intent.UNKNOWN)]),
    "status-is-documented": ("status_code_conformance", [known(), known(409)]),
    "content-type-is-documented": ("content_type_conformance", [known(kind="text/html")]),
    "body-is-json": ("response_schema_conformance", [known(body=b"[")]),
    "malformed-parameter-is-refused": (
        "negative_data_rejection",
        [known(), answer(body=[], intent=Intent.MALFORMED, known="x")],
    ),
    "valid-request-succeeds": ("positive_data_acceptance", [known(), known(400)]),
    "wrong-key-is-refused": ("ignored_auth", [known(), answer(intent=Intent.WRONG_KEY)]),
}
"""For a requirement of each check exchanges that break both."""


class TestCoverage:
    @pytest.mark.parametrize("requirement", COVERED)
    def test_covered(self, requirement: str) -> None:
        """A requirement that finds the same in the same exchange covers the check; without it, the check fails.

        A status that HTTP calls for is set aside even then.
        """
        check, exchanges = COVERED[requirement]
        found = verdicts(*exchanges)[check]
        assert (found.outcome, found.findings) != (Outcome.FAIL, ())
        assert f"also reported by {requirement}" in found.reason
        alone = verdicts(*exchanges, rules={})[check]
        if requirement == "called-for-status-is-documented":
            assert alone.reason.startswith("set aside: HTTP itself calls for this status")
            return
        assert (alone.outcome, alone.requirement.level) == (Outcome.FAIL, Level.SHOULD)
        (finding,) = alone.findings
        assert finding.exchange is not None
        assert finding.kind.startswith("ST")

    def test_every_check_is_covered(self) -> None:
        """Each check has an example here except that of headers, which no rule covers."""
        assert {check for check, _ in COVERED.values()} == CHECKS.keys() - {"response_headers_conformance"}

    def test_requirements_exist(self) -> None:
        """The covering requirements are judged."""
        told = {name for check in CHECKS.values() for name in check.told_by} - {witnesses.SCHEMA}
        assert told <= RULES.keys()

    def test_assertions(self) -> None:
        """A broken assertion of the contract at the same place covers the check."""
        rows = [{**ROWS[0], "total": "seven"}]
        assert (
            verdicts(known(body=rows))["response_schema_conformance"].reason
            == "also reported by an assertion of the contract"
        )

    @pytest.mark.parametrize(
        ("location", "outcome"),
        [((0, "total"), Outcome.PASS), ((0,), Outcome.PASS), ((), Outcome.PASS), ((0, "price"), Outcome.FAIL)],
    )
    def test_place(self, location: tuple[str | int, ...], outcome: Outcome) -> None:
        """An assertion that is broken elsewhere in the same answer does not."""
        rows = [{**ROWS[0], "total": "seven"}]
        said: list[Said] = [
            Complaint("response_schema_conformance", 0, "ST108 type", "is wrong", "a number", "a text", location)
        ]
        found = verdicts(known(body=rows), said=said)["response_schema_conformance"]
        assert found.outcome is outcome
        assert [each.pattern for each in found.findings] == (["/[*]/price"] if outcome is Outcome.FAIL else [])

    def test_disputed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """If the two engines disagree about a schema, the check, which asks one of them, fails nothing either."""
        monkeypatch.setattr(SecondEngine, "opinion", lambda *_: Opinion(is_broken=False))
        found = verdicts(known(body=[{**ROWS[0], "total": "seven"}]))["response_schema_conformance"]
        assert (found.outcome, found.findings) == (Outcome.PASS, ())
        assert found.reason == "set aside: the engines disagree about a schema, so nobody is blamed"

    def test_other_exchange(self) -> None:
        """An assertion that is broken in another answer does not."""
        said: list[Said] = [Complaint("not_a_server_error", 0, "ST103", "server error", "no 5xx", "500")]
        assert verdicts(known(), known(500), said=said)["not_a_server_error"].outcome is Outcome.FAIL


def with_headers(**headers: Any) -> str:
    success = {**RESPONSES["200"], "headers": {name.replace("_", "-"): each for name, each in headers.items()}}
    return contract(responses={**RESPONSES, "200": success})


HEADERS = with_headers(
    X_Total={"required": True, "schema": {"type": "integer", "minimum": 0}},
    X_Page={"schema": {"type": "string", "pattern": "^[a-z]+$"}},
)


class TestHeaders:
    @pytest.mark.parametrize(
        ("headers", "too"),
        [
            ([("X-Total", "7"), ("X-Page", "a")], []),
            ([("x-total", "7")], []),
            ([], ["declared-header-is-present"]),
            ([("X-Total", "-7")], ["declared-header-matches-its-schema"]),
            ([("X-Total", "seven")], ["declared-header-matches-its-schema"]),
            ([("X-Total", "7"), ("X-Page", "+14155550123")], ["declared-header-matches-its-schema"]),
            ([("X-Page", "7")], ["declared-header-is-present", "declared-header-matches-its-schema"]),
        ],
    )
    def test_declared(self, headers: list[tuple[str, str]], too: list[str]) -> None:
        """What a check finds of a declared header, the requirements report; the actual value is masked."""
        found = verdicts(known(headers=headers), of=HEADERS)["response_headers_conformance"]
        assert (found.outcome, found.findings) == (Outcome.PASS, ())
        named = {each for each in CHECKS["response_headers_conformance"].told_by if each in found.reason}
        assert named <= {*too}, "one of those that report the same answer is named"
        assert bool(named) == bool(too)
        assert "4155550123" not in repr(found)

    def test_alone(self) -> None:
        """A spelling that many readers accept is reported by the check alone, and its declaration binds."""
        found = verdicts(known(headers=[("X-Total", "7.0")]), of=HEADERS)["response_headers_conformance"]
        assert [f"{each.pattern}: {each.kind}" for each in found.findings] == ["header X-Total: ST108 type"]
        assert (found.outcome, found.requirement.level) == (Outcome.FAIL, Level.MUST)

    def test_none(self) -> None:
        """Without a declared header nothing is judged."""
        found = verdicts(known())["response_headers_conformance"]
        assert (found.outcome, found.reason) == (
            Outcome.INAPPLICABLE,
            "the contract declares no response headers here",
        )

    def test_unshown(self) -> None:
        """A record without headers shows nothing of them."""
        blind = replace(known(), shows=frozenset(Aspect) - {Aspect.HEADERS})
        found = verdicts(blind, of=HEADERS)["response_headers_conformance"]
        assert (found.outcome, found.reason) == (
            Outcome.INCONCLUSIVE,
            "the recording does not show the headers of the answer",
        )


class TestReach:
    def test_nothing_to_say(self) -> None:
        """A check says nothing of an operation that has nothing of its kind."""
        assert verdicts(known(), of=OPEN)["ignored_auth"].outcome is Outcome.INAPPLICABLE
        head = verdicts(known(), of=HEAD)
        assert {name for name, each in head.items() if each.reason == "answers to HEAD have no body"} == {
            "content_type_conformance",
            "response_schema_conformance",
        }

    def test_sound(self) -> None:
        """Conforming answers pass every check that they can show."""
        sent = [known(), answer(400, intent=Intent.MALFORMED, known="x"), answer(400, intent=Intent.NO_KEY)]
        found = verdicts(*sent, of=HEADERS.replace('"required": true', '"required": false'))
        assert {each.outcome for each in found.values()} == {Outcome.PASS}

    def test_unanswered(self) -> None:
        """Without an answer nothing passes."""
        assert {each.outcome for each in verdicts().values()} == {Outcome.INCONCLUSIVE}

    def test_all_checks(self) -> None:
        """Every check of schemathesis is asked, or has a reason why not."""
        from schemathesis.checks import CHECKS as REGISTRY
        from schemathesis.checks import load_all_checks

        load_all_checks()
        ours = {
            name for name in REGISTRY.get_all_names() if REGISTRY.get_one(name).__module__.startswith("schemathesis")
        }
        assert ours == CHECKS.keys() | UNASKED.keys()
        assert not CHECKS.keys() & UNASKED.keys()


class TestBroken:
    def test_one_answer(self) -> None:
        """A check that breaks over an answer is inconclusive, and fails nothing."""
        broken = Unread("not_a_server_error", 0, "the check breaks over an answer (RecursionError)")
        found = verdicts(known(), said=[broken])["not_a_server_error"]
        assert (found.outcome, found.reason) == (Outcome.INCONCLUSIVE, broken.reason)

    def test_breaks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever a check breaks with, the other checks go on."""

        def not_a_server_error(*_: Any) -> Any:
            raise RecursionError

        given = evidence(known(500))
        checks = StockChecks(given.contract)
        monkeypatch.setitem(checks._checks, "not_a_server_error", not_a_server_error)
        found = verdicts(known(500), said=list(checks.complaints(given.exchanges)))
        broken = found["not_a_server_error"]
        assert broken.outcome is Outcome.INCONCLUSIVE
        assert broken.reason == "the check breaks over an answer (RecursionError)"
        assert found["status_code_conformance"].outcome is not Outcome.INCONCLUSIVE

    def test_large(self) -> None:
        """A body that takes seconds and hundreds of megabytes is not given to the check of schemas."""
        rows = [{**ROWS[0], "status": "newer"}] * (MAX_BODY // 60)
        found = verdicts(known(body=rows), rules={})
        assert found["response_schema_conformance"].reason == "the check is not given bodies of more than 1 MiB"
        assert found["content_type_conformance"].outcome is Outcome.PASS

    def test_all(self) -> None:
        """If the checks break altogether, the rules still judge."""
        judged = judge(evidence(known()), LEDGER, RULES, (), RuntimeError("broken"))
        broken = {each.requirement.id for each in judged if each.outcome is Outcome.ERROR}
        assert broken == {f"{PREFIX}{name}" for name in CHECKS}

    @pytest.mark.parametrize(
        "hostile",
        [
            known(body=b"[" * 200_000),
            known(body=b"9" * 100_000),
            known(body=b'"\\ud800"'),
            known(body=b"a" * 100_000, kind="application/json; charset=punycode"),
            known(kind="nonsense"),
            known(kind=""),
            known(headers=[("X-Total", "\udcff" * 10), ("X-Total", "")]),
        ],
        ids=["deep", "long number", "surrogate", "punycode", "no media type", "empty media type", "header"],
    )
    def test_hostile(self, hostile: Exchange) -> None:
        """Whatever is answered, no check takes long, and none ends the run."""
        start = time.process_time()
        found = verdicts(hostile, of=HEADERS)
        assert time.process_time() - start < 5
        assert {each.outcome for each in found.values()} & {Outcome.ERROR} == set()


class Counting(Api):
    """An API that sends the header in a form that only a check does not allow."""

    def answer(self, call: Call) -> Answer:
        """Add the header to every answer."""
        return super().answer(call).with_header("X-Total", "7.0")


class TestRun:
    @pytest.fixture
    def document(self, tmp_path: Path) -> str:
        """Write a contract that declares the header."""
        text = (SPEC / "openapi.yaml").read_text(encoding="utf-8")
        header = "          headers:\n            X-Total: {schema: {type: integer}}\n"
        head, at, rest = text.partition("          content:\n")
        (tmp_path / "shop.yaml").write_text(f"{head}{header}{at}{rest}", encoding="utf-8")
        return "shop.yaml"

    def test_line(self, run: Run, document: str, tmp_path: Path) -> None:
        """A deviation that only a check finds fails the run in all forms, on replay too, until it is waived."""
        target = str(SPEC / "target.yaml")
        name = f"{PREFIX}response_headers_conformance"
        with serve(Counting()) as url:
            live = run("--base-url", url, "--spec", document, "--target", target, "--record", "run.ndjson")
        assert (live.code, live.must_failed()) == (1, {name})
        assert f"MUST {name}\n" in live.text
        assert (
            "  repeat    curl -sS -i -H 'Accept: application/json' -H \"Authorization: Bearer $BOLNA_API_KEY\""
            in live.text
        )
        for file in ("report.html", "summary.md", "report.sarif", "ctrf.json", "report.junit.xml"):
            assert name in (tmp_path / "reports" / "latest" / file).read_text(encoding="utf-8")
        assert live.report is not None
        told = {each["check"]: each for each in live.report["checks"]}
        assert told.keys() == CHECKS.keys()
        assert told["response_headers_conformance"]["alone"] > 1
        assert told["status_code_conformance"]["said_too"] == [
            {"requirement": "called-for-status-is-documented", "count": 15}
        ]
        again = run("--recording", "run.ndjson", "--spec", document)
        assert (again.code, again.must_failed()) == (1, {name})
        assert "still" in again.text or "new" in again.text
        waiver = {
            **{"id": "total-is-a-word", "requirement": name, "operation": "GET /batches/{agent_id}/all"},
            **{"location": "header X-Total", "reason": "The vendor promises to send a number from May on."},
            **{"link": "https://example.com/7", "owner": "maintainers", "added": "2026-11-01"},
            **{"expires": "2027-04-01", "expect": "fail", "target": "127.0.0.1"},
        }
        (tmp_path / "waivers.yaml").write_text(json.dumps({"waivers": [waiver]}), encoding="utf-8")
        waived = run("--recording", "run.ndjson", "--spec", document, "--waivers", "waivers.yaml", "-k", name)
        assert (waived.code, waived.failed()) == (0, {name: "waived"})
