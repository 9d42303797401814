"""GitHub issues for deviations: from a report and the existing issues to the API requests to send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.contract.requirement_ids import fingerprint
from conformance.exchange.redaction import safe_text
from conformance.model import Level, Subject
from conformance.report.markdown import code
from conformance.report.news import day_of
from conformance.report.reading import exchanges_of
from conformance.verdict.baseline import JUDGED

_Data = Mapping[str, Any]

LABEL = "conformance"
"""The label of all these issues; only users with write access to a repository can add it."""
MAX_OPENED = 10
"""How many issues a run opens at most; one more lists all other deviations."""
_REST = "rest"
_MAX_LISTED = 200
_MAX_TITLE = 200
_MARK = re.compile(r"<!-- conformance:([0-9a-f]{16}|rest)(?: ([0-9a-f]{16}))? -->")
_HINT = """\
Every run that sees the deviation rewrites this text; please comment below. The first run that judges the requirement
and no longer sees the deviation closes the issue, and one that sees it again reopens it, unless you closed it as not
planned or as a duplicate. A waiver excuses the deviation for a while."""


@dataclass(frozen=True)
class Issue:
    """An existing issue."""

    number: int
    is_open: bool
    is_declined: bool
    """Somebody closed it as not planned, or as a duplicate."""
    body: str

    @property
    def key(self) -> str:
        """What it is about: the fingerprint of a deviation, or `rest`; empty where it is not one of ours."""
        return self._marks[0]

    @property
    def pair(self) -> str:
        """The fingerprint of the verdict that says whether the deviation is present."""
        return self._marks[1]

    @property
    def _marks(self) -> tuple[str, str]:
        mark = _MARK.match(self.body)
        return (mark[1], mark[2] or "") if mark else ("", "")


@dataclass(frozen=True)
class IssueRequest:
    """A request to GitHub's REST API, with a path below the address of a repository."""

    method: str
    path: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class _Deviation:
    """A finding that is not waived and reaches the level that fails a run, as the text of an issue."""

    key: str
    level: Level
    title: str
    body: str


def unjudged(report: Mapping[str, Any]) -> str | None:
    """Return why a run shows neither that a deviation is present nor that it is fixed; None where it does."""
    if not report["footer"]["complete"]:
        return "the run was cut short"
    obstacle = report["header"]["obstacle"]
    return None if obstacle is None else safe_text(obstacle)


def requests_for(report: Mapping[str, Any], issues: Sequence[Issue]) -> Iterator[IssueRequest]:
    """Yield the requests that update the issues by a report; none where it judged nothing, or they are up to date."""
    if unjudged(report) is not None:
        return
    # Of several issues with the same key an open one is updated, and of these the newest.
    known = {issue.key: issue for issue in sorted(issues, key=lambda issue: (issue.is_open, issue.number))}
    found = {each.key: each for each in _deviations(report)}
    fresh = [each for each in found.values() if each.key not in known]
    for each in found.values():
        if each.key in known:
            yield from _seen(known[each.key], each.body, report)
    for each in fresh[:MAX_OPENED]:
        yield _opened(each.title, each.body)
    yield from _others(fresh[MAX_OPENED:], known.get(_REST), report)
    yield from _missed(known.values(), report)


def _deviations(report: Mapping[str, Any]) -> list[_Deviation]:
    """Return the deviations that need an issue, the most binding first."""
    threshold = Level(report["header"]["options"]["fail_on"])
    exchanges = exchanges_of(report)
    found = [
        _deviation(verdict, finding, exchanges, report)
        for verdict in report["verdicts"]
        if verdict["disposition"] != "waived" and Level(verdict["level"]).reaches(threshold)
        for finding in verdict["findings"]
    ]
    return sorted(found, key=lambda each: list(Level).index(each.level))


def _deviation(verdict: _Data, finding: _Data, exchanges: Mapping[int, _Data], report: _Data) -> _Deviation:
    place = f" at {finding['pattern']}" if finding["pattern"] else ""
    title = safe_text(f"{verdict['level']} {verdict['requirement']}{place} of {verdict['operation']}")
    body = "\n".join(_lines(verdict, finding, exchanges, report)) + "\n"
    return _Deviation(finding["fingerprint"], Level(verdict["level"]), title[:_MAX_TITLE], body)


def _lines(verdict: _Data, finding: _Data, exchanges: Mapping[int, _Data], report: _Data) -> Iterator[str]:
    yield f"<!-- conformance:{finding['fingerprint']} {_pair(verdict)} -->"
    yield f"{verdict['level']} {code(verdict['requirement'])}: broken by {Subject(verdict['subject']).blame}, "
    yield f"{_state(finding['fingerprint'], report)}."
    yield ""
    clause = finding["clause"] or verdict["clause"]
    line = f":{clause['line']}" if clause["line"] else ""
    exchange = exchanges.get(finding["exchange"])
    fields = {
        "sentence": verdict["text"],
        "source": verdict["source"],
        "clause": f"{clause['file']}{line}" if clause["file"] else None,
        "target": report["header"]["target"]["base_url"],
        "operation": verdict["operation"],
        "deviation": finding["message"],
        "at": f"{finding['location']} ({finding['count']} in all)",
        "expected": finding["expected"],
        "actual": finding["actual"],
        "engines": finding.get("confirmation"),
        "request": exchange and exchange["request_id"] and f"X-Request-Id: {exchange['request_id']}",
        "repeat": exchange and exchange["curl"],
    }
    yield from (f"- {name}: {code(text)}" for name, text in fields.items() if text)
    yield ""
    yield _HINT


def _state(key: str, report: Mapping[str, Any]) -> str:
    now, news = day_of(report["header"]["started"]), report["news"]
    since = next((item["since"] for item in news["still"] if item["fingerprint"] == key), None)
    if since is not None:
        return f"seen since {day_of(since)}, last in the run of {now}"
    state = "comes and goes, seen" if key in _flaky(report) else "new"
    return f"{state} in the run of {now}"


def _seen(issue: Issue, body: str, report: Mapping[str, Any]) -> Iterator[IssueRequest]:
    path = f"issues/{issue.number}"
    if issue.is_open and issue.body.splitlines() != body.splitlines():
        yield IssueRequest("PATCH", path, {"body": body})
    if not issue.is_open and not issue.is_declined:
        yield IssueRequest("PATCH", path, {"body": body, "state": "open"})
        yield IssueRequest("POST", f"{path}/comments", {"body": f"Seen again in the run of {_day(report)}."})


def _others(rest: Sequence[_Deviation], issue: Issue | None, report: Mapping[str, Any]) -> Iterator[IssueRequest]:
    """Yield the requests for the one issue that lists all deviations beyond those that a run opens issues for."""
    listed = [f"- {code(each.title)}" for each in rest[:_MAX_LISTED]]
    more = [f"- and {len(rest) - _MAX_LISTED} more"] if len(rest) > _MAX_LISTED else []
    intro = f"A run opens {MAX_OPENED} issues at most. These deviations have none yet:"
    body = "\n".join((f"<!-- conformance:{_REST} -->", intro, "", *listed, *more)) + "\n"
    if rest and issue is None:
        yield _opened("More deviations than issues", body)
    elif rest and issue is not None:
        yield from _seen(issue, body, report)
    elif issue is not None and issue.is_open:
        yield IssueRequest("PATCH", f"issues/{issue.number}", {"state": "closed", "state_reason": "completed"})


def _missed(issues: Iterable[Issue], report: Mapping[str, Any]) -> Iterator[IssueRequest]:
    """Yield the requests for the issues whose deviation this run judged and does not see."""
    seen = {finding["fingerprint"] for verdict in report["verdicts"] for finding in verdict["findings"]}
    judged = {_pair(verdict) for verdict in report["verdicts"] if verdict["outcome"] in JUDGED}
    flaky = _flaky(report)
    for issue in issues:
        if not issue.is_open or issue.key in seen or issue.pair not in judged:
            continue
        path, text = f"issues/{issue.number}", f"Not seen in the run of {_day(report)}, which judged the requirement"
        if issue.key in flaky:
            text = f"{text}; it comes and goes, so the issue stays open until another run does not see it."
            yield IssueRequest("POST", f"{path}/comments", {"body": text})
            continue
        yield IssueRequest("POST", f"{path}/comments", {"body": f"{text}: fixed."})
        yield IssueRequest("PATCH", path, {"state": "closed", "state_reason": "completed"})


def _opened(title: str, body: str) -> IssueRequest:
    return IssueRequest("POST", "issues", {"title": title, "body": body, "labels": [LABEL]})


def _flaky(report: Mapping[str, Any]) -> set[str]:
    return {item["fingerprint"] for item in report["news"]["flaky"]}


def _pair(verdict: Mapping[str, Any]) -> str:
    return fingerprint(verdict["requirement"], verdict["operation"], "", "")


def _day(report: Mapping[str, Any]) -> str:
    return day_of(report["header"]["started"])
