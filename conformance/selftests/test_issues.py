"""Issues mirror a report: opened once, kept up to date, closed when fixed, and otherwise left alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.cli import main
from conformance.model import Disposition, Level, Outcome, Requirement, Verdict
from conformance.report.issues import MAX_OPENED, Issue, IssueRequest, requests_for, unjudged
from conformance.report.reading import faults
from conformance.report.record import report_of
from conformance.selftests.makers import finding, requirement, run_of, verdict
from conformance.verdict.baseline import Snapshot, news_of, snapshot
from conformance.verdict.result import Threshold

STARTED = "2026-03-01T12:34:56+00:00"
EARLIER = "2026-02-28T02:17:00+00:00"
HOSTILE = "@everyone #1 <!-- conformance:rest --> `x` ``` [a](b) <img src=x>\x1b[2J\nfixes #2"


def requirement_of(number: int, level: Level = Level.MUST) -> Requirement:
    return replace(requirement(), id=f"thing-{number}-is-sound", level=level)


def failing(number: int = 0, level: Level = Level.MUST, **changes: Any) -> Verdict:
    found = replace(finding(), requirement=f"thing-{number}-is-sound", fingerprint=f"{number:016x}", **changes)
    made = replace(verdict(), requirement=requirement_of(number, level), outcome=Outcome.FAIL, findings=(found,))
    return replace(made, disposition=Disposition.NEW)


def passing(number: int = 0) -> Verdict:
    return replace(verdict(), requirement=requirement_of(number), outcome=Outcome.PASS, findings=(), disposition=None)


def silent(number: int = 0) -> Verdict:
    return replace(passing(number), outcome=Outcome.INCONCLUSIVE, witnesses=0, reason="no answer")


def report_after(*verdicts: Verdict, before: Sequence[Sequence[Verdict]] = (), **changes: Any) -> dict[str, Any]:
    """Return the report of a run after some earlier ones."""
    earlier = [snapshot(EARLIER, each) for each in before]
    news = news_of(snapshot(STARTED, verdicts), earlier, {})
    report = report_of(run_of(*verdicts, news=news, **changes))
    assert faults("report", report) == []
    return report


def after(issues: Sequence[Issue], requests: Sequence[IssueRequest]) -> list[Issue]:
    """Return the issues after the requests."""
    kept = {issue.number: issue for issue in issues}
    for request in requests:
        match request.path.split("/"):
            case ["issues"]:
                number = len(kept) + 1
                kept[number] = Issue(number, is_open=True, is_declined=False, body=request.body["body"])
            case ["issues", number]:
                old = kept[int(number)]
                is_open = request.body.get("state", "open" if old.is_open else "closed") == "open"
                kept[old.number] = replace(old, is_open=is_open, body=request.body.get("body", old.body))
    return list(kept.values())


def plan(report: Mapping[str, Any], issues: Sequence[Issue] = ()) -> list[IssueRequest]:
    return list(requests_for(report, issues))


def shown(requests: Sequence[IssueRequest]) -> list[tuple[str, str, str | None]]:
    return [(each.method, each.path, each.body.get("state")) for each in requests]


OPENED = after([], plan(report_after(failing())))
CLOSED = [replace(OPENED[0], is_open=False)]
DECLINED = [replace(CLOSED[0], is_declined=True)]


class TestOpening:
    def test_new(self) -> None:
        """A deviation opens an issue with its evidence."""
        (request,) = plan(report_after(failing()))
        assert (request.method, request.path, request.body["labels"]) == ("POST", "issues", ["conformance"])
        assert request.body["title"].startswith("MUST thing-0-is-sound at /[*]/")
        lines = request.body["body"].splitlines()
        assert lines[0].startswith("<!-- conformance:0000000000000000 ")
        assert "new in the run of 2026-03-01 12:34 UTC." in lines
        assert f"- expected: `{finding().expected}`" in lines
        assert [line for line in lines if line.startswith("- repeat: `curl ")] != []

    def test_still(self) -> None:
        """An earlier deviation without an issue gets one."""
        (request,) = plan(report_after(failing(), before=[[failing()]]))
        assert "seen since 2026-02-28 02:17 UTC, last in the run of 2026-03-01 12:34 UTC." in request.body["body"]

    def test_waived(self) -> None:
        """A waived deviation opens none."""
        assert plan(report_after(replace(failing(), disposition=Disposition.WAIVED))) == []

    def test_advice(self) -> None:
        """A deviation below the level that fails a run opens none."""
        assert plan(report_after(failing(level=Level.SHOULD))) == []

    def test_many(self) -> None:
        """Beyond the limit one issue lists all the others; it shrinks as they get their own, and closes."""
        report = report_after(*(failing(number) for number in range(2 * MAX_OPENED + 5)))
        issues: list[Issue] = []
        for count in (MAX_OPENED + 1, MAX_OPENED + 1, 5 + 1):
            requests = plan(report, issues)
            assert len(requests) == count
            issues = after(issues, requests)
        assert len(issues) == 2 * MAX_OPENED + 5 + 1
        (rest,) = (issue for issue in issues if issue.key == "rest")
        assert (rest.is_open, plan(report, issues)) == (False, [])

    def test_must_first(self) -> None:
        """A MUST takes precedence over any number of lower levels."""
        threshold = Threshold(Level.SHOULD)
        crowd = [failing(number, Level.SHOULD) for number in range(1, 30)]
        first = plan(report_after(*crowd, failing(0), threshold=threshold))[0]
        assert first.body["title"].startswith("MUST thing-0-is-sound")


class TestKnown:
    def test_same(self) -> None:
        """An up-to-date issue is not changed, whatever its line ends."""
        assert plan(report_after(failing()), OPENED) == []
        assert plan(report_after(failing()), [replace(OPENED[0], body=OPENED[0].body.replace("\n", "\r\n"))]) == []

    def test_update(self) -> None:
        """The text of an issue is kept up to date, without a comment."""
        assert shown(plan(report_after(failing(count=7)), OPENED)) == [("PATCH", "issues/1", None)]

    def test_again(self) -> None:
        """A deviation that is back reopens its issue."""
        requests = plan(report_after(failing()), CLOSED)
        assert shown(requests) == [("PATCH", "issues/1", "open"), ("POST", "issues/1/comments", None)]

    def test_declined(self) -> None:
        """An issue that somebody closed as not planned or duplicate stays closed."""
        assert plan(report_after(failing()), DECLINED) == []

    def test_twice(self) -> None:
        """Of two issues on one deviation the open one is kept."""
        assert plan(report_after(failing()), [*OPENED, replace(CLOSED[0], number=2)]) == []

    def test_others(self) -> None:
        """Issues of other authors are left alone, even if they quote one of ours."""
        other = Issue(7, is_open=True, is_declined=False, body=f"> {OPENED[0].body}")
        assert plan(report_after(passing()), [other]) == []
        assert plan(report_after(failing()), [other]) == plan(report_after(failing()))


class TestClosing:
    def test_fixed(self) -> None:
        """A deviation that a run judged and no longer sees is closed, whether or not an earlier run reported it."""
        expected = [("POST", "issues/1/comments", None), ("PATCH", "issues/1", "closed")]
        assert shown(plan(report_after(passing(), before=[[failing()]]), OPENED)) == expected
        assert shown(plan(report_after(passing()), OPENED)) == expected

    @pytest.mark.parametrize("verdicts", [[silent()], [passing(1)], []])
    def test_unknown(self, verdicts: Sequence[Verdict]) -> None:
        """A deviation that a run could not judge is not fixed."""
        assert plan(report_after(*verdicts), OPENED) == []

    def test_waived(self) -> None:
        """A deviation that is waived in the meantime is not closed."""
        assert plan(report_after(replace(failing(), disposition=Disposition.WAIVED)), OPENED) == []

    def test_closed(self) -> None:
        """A closed issue is not closed again."""
        assert plan(report_after(passing()), CLOSED) == []

    def test_flaky(self) -> None:
        """An intermittent deviation is not closed by the first run that misses it, but by the next."""
        before = [[failing()], [passing()], [failing()]]
        requests = plan(report_after(passing(), before=before), OPENED)
        assert shown(requests) == [("POST", "issues/1/comments", None)]
        again = plan(report_after(failing(), before=[*before, [passing()]]), OPENED)
        assert "comes and goes, seen in the run of 2026-03-01 12:34 UTC." in again[0].body["body"].splitlines()
        later = plan(report_after(passing(), before=[*before, [passing()]]), OPENED)
        assert shown(later)[-1] == ("PATCH", "issues/1", "closed")


class TestUnjudged:
    @pytest.mark.parametrize(
        ("changes", "reason"),
        [({"complete": False}, "the run was cut short"), ({"obstacle": "connection refused"}, "connection refused")],
    )
    @pytest.mark.parametrize("verdicts", [[failing()], [passing()], [failing(1)]])
    def test_nothing(self, changes: dict[str, Any], reason: str, verdicts: Sequence[Verdict]) -> None:
        """A run that could not judge opens and closes nothing."""
        report = report_after(*verdicts, **changes)
        assert (unjudged(report), plan(report, OPENED), plan(report)) == (reason, [], [])


class TestHostile:
    def test_texts(self) -> None:
        """A text in a report makes no mention, no link, no markup and no forged marker."""
        hostile = replace(
            failing(message=HOSTILE, expected=HOSTILE, actual=HOSTILE, pattern=HOSTILE, location=HOSTILE),
            requirement=replace(requirement_of(0), text=HOSTILE, source=HOSTILE),
            operation=HOSTILE,
        )
        (request,) = plan(report_after(hostile))
        title, body = request.body["title"], request.body["body"]
        assert (len(title) <= 200, "\x1b" in title + body, "\n" in title) == (True, False, False)
        for line in body.splitlines()[1:]:
            assert "everyone" not in line or line.split(": ", 1)[1].startswith("````@everyone")
        (issue,) = after([], [request])
        assert issue.key == "0" * 16

    def test_long(self) -> None:
        """The longest texts fit into an issue."""
        long: dict[str, Any] = dict.fromkeys(("message", "expected", "actual", "location"), "x" * 20_000)
        (request,) = plan(report_after(failing(**long)))
        assert len(request.body["body"]) < 65_536
        *_, rest = plan(report_after(*(failing(number, pattern="y" * 999) for number in range(400))))
        assert len(rest.body["body"]) < 65_536
        assert "\n- and 190 more\n" in rest.body["body"]

    @settings(derandomize=True, deadline=None, max_examples=30)
    @given(st.lists(st.lists(st.sampled_from([None, failing, passing, silent]), min_size=4, max_size=4), max_size=6))
    def test_stable(self, runs: list[list[Any]]) -> None:
        """Each request is made once: the same report needs no further request, whatever happened before."""
        issues: list[Issue] = []
        before: list[Snapshot] = []
        for run in runs:
            verdicts = [make(number) for number, make in enumerate(run) if make is not None]
            now = snapshot(STARTED, verdicts)
            report = report_of(run_of(*verdicts, news=news_of(now, before, {})))
            issues = after(issues, plan(report, issues))
            assert [each.body for each in plan(report, issues) if "state" in each.body or "labels" in each.body] == []
            there = {int(key, 16) for key in now.deviations}
            assert {int(issue.key, 16) for issue in issues if issue.is_open} >= there
            before.append(now)


class TestCommand:
    @pytest.fixture
    def report(self, tmp_path: Path) -> Path:
        path = tmp_path / "report.json"
        path.write_text(json.dumps(report_after(failing(), passing(1))), encoding="utf-8")
        return path

    def test_lines(self, report: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Each request is one line of three parts, which a shell can read."""
        listed = [
            {"number": 3, "state": "closed", "state_reason": "completed", "body": OPENED[0].body},
            {"number": 4, "state": "open", "state_reason": None, "body": None},
            {"number": 5, "state": "open", "state_reason": None, "body": "a\u2028b"},
        ]
        file = report.parent / "issues.ndjson"
        file.write_text("".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in listed), encoding="utf-8")
        assert main(["issues", str(report), "--existing", str(file)]) == 0
        lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
        assert [line[:2] for line in lines] == [["PATCH", "issues/3"], ["POST", "issues/3/comments"]]
        assert json.loads(lines[0][2])["state"] == "open"

    @pytest.mark.parametrize("reason", ["not_planned", "duplicate"])
    def test_declined(self, report: Path, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
        """An issue that somebody closed as not planned or duplicate is recognised by the reason."""
        file = report.parent / "issues.ndjson"
        listed = {"number": 3, "state": "closed", "state_reason": reason, "body": OPENED[0].body}
        file.write_text(json.dumps(listed), encoding="utf-8")
        assert main(["issues", str(report), "--existing", str(file)]) == 0
        assert capsys.readouterr().out == ""

    @pytest.mark.parametrize("text", ["x", "7", "[]", '{"number": 1}', '{"number": "x", "state_reason": null}'])
    def test_no_list(self, report: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
        """An invalid list of issues is refused in one line, and no request is printed."""
        file = report.parent / "issues.ndjson"
        file.write_text(text, encoding="utf-8")
        assert main(["issues", str(report), "--existing", str(file)]) == 4
        reason = "is not an issue of GitHub's API"
        assert capsys.readouterr() == ("", f"bolna-conformance: {file}:1: {reason}\n")

    def test_unjudged(self, report: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The reason for having no request is reported."""
        report.write_text(json.dumps(report_after(failing(), obstacle="connection refused")), encoding="utf-8")
        (report.parent / "issues.ndjson").touch()
        assert main(["issues", str(report), "--existing", str(report.parent / "issues.ndjson")]) == 0
        assert capsys.readouterr() == ("", "no issue is opened or closed: connection refused\n")
