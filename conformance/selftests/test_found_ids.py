"""What was found is reported and recorded like what was given; servers that were blamed once are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.report.coverage import coverage_lines
from conformance.report.record import report_of
from conformance.report.terminal import deviation_lines
from conformance.run.session import Session
from conformance.run.settings import Options
from conformance.selftests.conftest import Run
from conformance.selftests.tree_apis import (
    DETAIL,
    EMPTY_SHOP,
    FULL_SHOP,
    SHOP,
    THINGS,
    TWO_KINDS,
    shop,
    things,
    two_kinds,
)
from conformance.selftests.trees import MISSING, Request, document, get, judge, parameter, script

CASES = Path(__file__).parent / "data" / "cases" / "live" / "servers"


class TestGone:
    """What was listed may be gone by the time it is asked for."""

    def test_deleted(self, tmp_path: Path) -> None:
        """A thing that was deleted after it was listed, and is no longer listed, is nobody's fault."""
        lists = [[{"id": "t1"}, {"id": "t2"}], [{"id": "t2"}]]

        def answering(request: Request) -> tuple[int, Any]:
            if request.path == ("things",):
                return 200, lists[0] if len(lists) == 1 else lists.pop(0)
            return (200, {"id": "t2"}) if request.path[1] == "t2" else MISSING

        found = judge(tmp_path, THINGS, answering)
        assert DETAIL in found.opened
        assert found.blamed == set()
        gone = [each for each in found.run.exchanges if each.case.id.startswith("unknown-gone")]
        assert {each.case.path for each in gone} == {"/things/t1"}

    def test_still_listed(self, tmp_path: Path) -> None:
        """A thing that is listed before and after is known: the API is blamed for not finding it."""
        found = judge(tmp_path, THINGS, things([{"id": "t1"}, {"id": "t2"}], ("t2",)))
        assert found.blamed == {("valid-request-succeeds", DETAIL)}
        assert found.asked[-1] == "/things"
        (verdict,) = (each for each in found.run.verdicts if each.findings and each.operation == DETAIL)
        assert "  known     listed by GET /things" in [*deviation_lines(verdict, found.run.exchanges)]

    def test_asked_once(self, tmp_path: Path) -> None:
        """A list is asked for again once, however many of its things are gone; not if none is."""
        sound, broken = (
            judge(tmp_path, THINGS, things([{"id": "t1"}, {"id": "t2"}], known)) for known in (("t1", "t2"), ())
        )
        again = [
            [each for each in one.run.exchanges if each.case.id.startswith("known-listed")] for one in (sound, broken)
        ]
        assert [*map(len, again)] == [0, 1]

    @pytest.mark.parametrize("stays", [False, True])
    def test_deleted_later(self, tmp_path: Path, stays: bool) -> None:
        """A thing that is deleted after it was asked for is nobody's fault either, unless it stays in the list."""
        asked: list[str] = []

        def answering(request: Request) -> tuple[int, Any]:
            asked.append(request.path[-1])
            is_there = asked.count("t1") < 3
            if request.path == ("things",):
                return 200, [{"id": "t1"}] if is_there or stays else []
            return (200, {"id": "t1"}) if request.path[1] == "t1" and is_there else MISSING

        found = judge(tmp_path, THINGS, answering)
        assert found.blamed == ({("valid-request-succeeds", DETAIL)} if stays else set())

    def test_respelled(self, tmp_path: Path) -> None:
        """A deleted thing is not missed in the other case of its id either."""
        id_, asked = "3c90c3cc-0d44-4b50-8888-8dd25736052a", list[str]()
        detail = get(parameter("thing_id", schema={"type": "string", "format": "uuid"}))

        def answering(request: Request) -> tuple[int, Any]:
            asked.append(request.path[-1])
            is_there = asked.count(id_) < 3
            if request.path == ("things",):
                return 200, [{"id": id_}] if is_there else []
            return (200, {"id": id_}) if request.path[1].lower() == id_ and is_there else MISSING

        found = judge(tmp_path, document({"/things": get(), "/things/{thing_id}": detail}), answering)
        assert found.blamed == set()
        failing = {each.requirement.id for each in found.run.verdicts if each.outcome == "fail"}
        assert "uuid-parameter-ignores-case" not in failing

    def test_part(self, tmp_path: Path) -> None:
        """A listed thing need not have every part: 404 below it is no failure, documented or not."""
        bare = get(parameter("thing_id"))
        del bare["responses"]["404"]
        contract = document({"/things": get(), "/things/{thing_id}/favicon": bare})
        found = judge(tmp_path, contract, things([{"id": "t1"}], ()))
        assert found.blamed == set()

    def test_not_open(self, tmp_path: Path) -> None:
        """What is listed for everybody need not be open to everybody."""

        def answering(request: Request) -> tuple[int, Any]:
            if request.path == ("things",):
                return 200, [{"id": "mine"}, {"id": "theirs"}]
            return (200, {"id": "mine"}) if request.path[1] == "mine" else (403, {"detail": "not yours"})

        forbidding = get(parameter("thing_id"))
        forbidding["responses"]["403"] = forbidding["responses"]["404"]
        found = judge(tmp_path, document({"/things": get(), "/things/{thing_id}": forbidding}), answering)
        assert found.blamed == set()


class TestRecorded:
    """A recording of a run with found ids is judged alike, and holds none of them."""

    def test_same(self, tmp_path: Path) -> None:
        """Replayed, every requirement has the outcome that it had; the ids are others."""
        kept = tmp_path / "run.ndjson"
        live = judge(tmp_path, SHOP, shop, max_requests=120, record=kept)
        assert live.lines[0].endswith("exchanges, redacted)")
        text = kept.read_text(encoding="utf-8")
        assert not {each for each in (EMPTY_SHOP, FULL_SHOP) if each in text}
        assert '"found": "GET /shops"' in text or '"found":"GET /shops"' in text
        session = Session(Options(recordings=[str(kept)], spec=tmp_path / "openapi.json"), {})
        session.gather(lambda done, planned: None)
        hidden = session.source.hidden
        again = {(each.requirement.id, each.operation): each.outcome for each in session.applied.verdicts}
        for each in live.run.verdicts:
            if each.requirement.id not in hidden:
                assert again[each.requirement.id, each.operation] == each.outcome


class TestTold:
    """What was found, and what was not, is said."""

    def test_coverage(self, tmp_path: Path) -> None:
        """The report counts the operations and names each parameter that lacks values once, with what mends it."""
        contract = document(
            {
                "/things": get(),
                "/things/{thing_id}": get(parameter("thing_id")),
                "/snapshots/{snapshot_id}": get(parameter("snapshot_id")),
                "/snapshots/{snapshot_id}/files": get(parameter("snapshot_id")),
                "/orders/{id}": get(parameter("id")),
                "/search": get(parameter("id", "query")),
            }
        )
        found = judge(tmp_path, contract, things([{"id": "t1"}], ("t1",)))
        assert found.run.coverage == {
            "operations": 6,
            "exercised": 2,
            "found": [{"operation": DETAIL, "by": "GET /things"}],
            "waiting": [
                {
                    "parameter": "snapshot_id",
                    "reason": "was listed nowhere",
                    "line": "parameters: {snapshot_id: SNAPSHOT_ID}",
                    "operations": ["GET /snapshots/{snapshot_id}", "GET /snapshots/{snapshot_id}/files"],
                },
                {
                    "parameter": "id",
                    "reason": "was listed nowhere",
                    "line": 'operations: {"/orders/*": {id: ORDER_ID}}',
                    "operations": ["GET /orders/{id}"],
                },
                {
                    "parameter": "id",
                    "reason": "has no default and no example",
                    "line": 'operations: {"GET /search": {id: SEARCH_ID}}',
                    "operations": ["GET /search"],
                },
            ],
        }
        lines = [*coverage_lines(found.run.coverage)]
        assert lines[0] == (
            "2 of 6 operations exercised; 4 not: `snapshot_id`, `id` was listed nowhere; "
            "`id` has no default and no example"
        )
        assert lines[1:3] == [
            "  `snapshot_id` was listed nowhere: GET /snapshots/{snapshot_id} and 1 more",
            "    in the target file: parameters: {snapshot_id: SNAPSHOT_ID}",
        ]
        assert report_of(found.run)["header"]["coverage"] == found.run.coverage

    def test_line_is_usable(self, tmp_path: Path) -> None:
        """The line for the target file, with a value in its variable, exercises what waited."""
        blind = document({path: each for path, each in TWO_KINDS["paths"].items() if "{" in path})
        _, waiting = judge(tmp_path, blind, two_kinds).run.coverage["waiting"]
        assert waiting["line"] == 'operations: {"/b/*": {id: B_ID}}'
        assert judge(tmp_path, blind, two_kinds, waiting["line"], {"B_ID": "b-9"}).opened == {"GET /b/{id}"}

    def test_plan(self, run: Run, tmp_path: Path) -> None:
        """A plan says that more requests follow from the answers."""
        (tmp_path / "openapi.json").write_text(json.dumps(THINGS), encoding="utf-8")
        (tmp_path / "target.yaml").write_text("{}", encoding="utf-8")
        given = ("--spec", str(tmp_path / "openapi.json"), "--target", str(tmp_path / "target.yaml"))
        ended = run(*given, "--base-url", "https://things.example", "--plan")
        line = "further requests follow from what is listed: 1 operation can only be asked with values of `thing_id`"
        assert line in ended.text.splitlines()


class TestCases:
    """Small servers that were blamed once."""

    @pytest.mark.parametrize("name", ["shared_id", "post_enum"])
    def test_sound(self, run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        """A user's id is not sent as an order's, and need not be valid in a POST that is never sent."""
        monkeypatch.setenv("MINI_ID", "u-1")
        given = ("--spec", str(CASES / f"{name}.json"), "--target", str(CASES / "target.yaml"))
        with script(CASES / "server.py") as url:
            ended = run(*given, "--base-url", url)
        assert ended.report is not None
        assert not [each for each in ended.report["verdicts"] if (each["level"], each["outcome"]) == ("MUST", "fail")]
        opened = {each["operation"] for each in ended.report["exchanges"] if each["intent"] == "known"}
        assert opened == {f"GET {path}" for path in ("/users", "/orders", "/users/{id}", "/orders/{id}")}
