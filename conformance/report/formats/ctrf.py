"""A run in the Common Test Report Format (ctrf.io), a test for each requirement and operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from conformance.exchange.redaction import safe_text
from conformance.report.folding import MAX_IN_FULL
from conformance.report.reading import exchanges_of
from conformance.report.report_format import json_format
from conformance.report.standing import TARGET_ANSWERS, Standing, standings_of

SPEC_VERSION = "0.0.0"
_STATUSES = {
    "pass": "passed",
    "failed": "failed",
    "error": "failed",
    "stale": "failed",
    "known": "other",
    "advisory": "other",
    "waived": "other",
    "inconclusive": "pending",
    "inapplicable": "skipped",
}
"""By the word of a standing; known deviations and advice neither passed nor failed. What fails the run is `failed`."""
_MAX_FINDINGS = 20


def ctrf_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report as CTRF."""
    header, standings = report["header"], standings_of(report)
    start = round(datetime.fromisoformat(header["started"]).timestamp() * 1000)
    duration = round(header["seconds"] * 1000)
    statuses = Counter(dict.fromkeys(("passed", "failed", "skipped", "pending", "other"), 0))
    statuses.update(map(_status, standings))
    curls = {number: each["curl"] for number, each in exchanges_of(report).items()}
    listed = _listed(standings)
    tests = [_test(each, curls) for each in listed]
    if header["obstacle"] is not None:
        tests.append({"name": TARGET_ANSWERS, "status": "failed", "duration": 0, "message": header["obstacle"]})
        statuses["failed"] += 1
    data = {
        "reportFormat": "CTRF",
        "specVersion": SPEC_VERSION,
        "timestamp": header["started"],
        "generatedBy": header["suite"]["name"],
        "results": {
            "tool": header["suite"],
            "summary": {
                "tests": sum(statuses.values()),
                **statuses,
                "start": start,
                "stop": start + duration,
                "duration": duration,
            },
            "tests": tests,
            "environment": _environment(report),
            "extra": {
                "headline": report["news"]["headline"],
                "result": report["result"],
                "testsLeftOut": len(standings) - len(listed),
            },
        },
    }
    return dict(_inert(data))


FORMAT = json_format("ctrf.json", ctrf_of)


def _listed(standings: Sequence[Standing]) -> Sequence[Standing]:
    """Return the tests that are listed: of thousands only those with a deviation, since each takes a kilobyte."""
    if len(standings) <= MAX_IN_FULL:
        return standings
    return [each for each in standings if _status(each) in ("failed", "other")]


def _status(standing: Standing) -> str:
    return "failed" if standing.breaks else _STATUSES[standing.word]


def _test(standing: Standing, curls: Mapping[int, str]) -> dict[str, Any]:
    verdict = standing.verdict
    clause, findings = verdict["clause"], verdict["findings"]
    test: dict[str, Any] = {
        "testId": f"{verdict['requirement']} {verdict['operation']}",
        "name": f"{verdict['requirement']} {verdict['operation']}",
        "status": _status(standing),
        "rawStatus": standing.word,
        "duration": 0,
        "suite": [verdict["subject"], verdict["operation"]],
        "type": "conformance",
        "tags": [verdict["level"], *([standing.news] if standing.news else [])],
    }
    if standing.summary:
        test["message"] = standing.summary
    if findings:
        test["trace"] = "\n".join(_trace(verdict, finding) for finding in findings[:_MAX_FINDINGS])
    if clause["file"] is not None and clause["line"] is not None:
        test |= {"filePath": clause["file"], "line": clause["line"]}
    if clause["quote"]:
        test["snippet"] = clause["quote"]
    test["extra"] = _extra(standing, curls)
    return test


def _trace(verdict: Mapping[str, Any], finding: Mapping[str, Any]) -> str:
    times = "once" if finding["count"] == 1 else f"{finding['count']} times"
    expected, actual = finding["expected"], finding["actual"]
    trace = f"{verdict['text']}\n  at {finding['location']} ({times})\n  expected {expected}\n  actual {actual}"
    return f"{trace}\n  engines {finding['confirmation']}" if finding.get("confirmation") else trace


def _extra(standing: Standing, curls: Mapping[int, str]) -> dict[str, Any]:
    kept = ("level", "text", "source", "outcome", "disposition", "waiver", "witnesses")
    findings = standing.verdict["findings"]
    return {
        **{key: standing.verdict[key] for key in kept},
        "since": standing.since,
        "count": standing.count,
        "findings": [_finding(finding, curls) for finding in findings[:_MAX_FINDINGS]],
        "findingsLeftOut": max(0, len(findings) - _MAX_FINDINGS),
    }


def _finding(finding: Mapping[str, Any], curls: Mapping[int, str]) -> dict[str, Any]:
    kept = ("location", "message", "expected", "actual", "count", "fingerprint", "fix")
    data = {key: finding[key] for key in kept}
    return {**data, "confirmation": finding.get("confirmation"), "curl": curls.get(finding["exchange"])}


def _environment(report: Mapping[str, Any]) -> dict[str, Any]:
    header = report["header"]
    environment = {
        "testEnvironment": header["target"]["base_url"] or header["target"]["kind"],
        "healthy": report["result"] == "success",
        "extra": {"target": header["target"], "contract": header["contract"], "requests": header["requests"]},
    }
    title = header["contract"]["title"]
    return environment if title is None else {"appName": title, **environment}


def _inert(value: Any) -> Any:
    """Return data with every text made inert; line ends stay."""
    if isinstance(value, str):
        return "\n".join(map(safe_text, value.split("\n")))
    if isinstance(value, dict):
        return {key: _inert(each) for key, each in value.items()}
    return list(map(_inert, value)) if isinstance(value, list) else value
