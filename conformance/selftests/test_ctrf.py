"""ctrf.json against the JSON Schema of ctrf.io, as npm's `ctrf` 0.3.0 ships it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model import Disposition, Level, Outcome, Verdict
from conformance.report.formats.ctrf import ctrf_of
from conformance.selftests.makers import failure, finding, verdict
from conformance.selftests.reports import item, named, news, rich, told, with_text
from conformance.verdict.baseline import Novelty
from conformance.verdict.result import Threshold

SCHEMA = json.loads((Path(__file__).parent / "data" / "ctrf-schema-0.0.json").read_text(encoding="utf-8"))
KEEPS = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)


def faults(report: Any) -> list[str]:
    return [error.message for error in KEEPS.iter_errors(ctrf_of(report))]


def texts(value: Any) -> list[str]:
    """Return every text in data."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in texts(each)]


def test_schema() -> None:
    """A report with something of everything matches the schema."""
    assert faults(rich()) == []
    assert faults(told()) == []


@settings(max_examples=20, deadline=None)
@given(st.text(min_size=1))
def test_hostile(text: str) -> None:
    """With any text in every field, the schema is matched, and no text has an effect."""
    report = with_text(rich(), text)
    assert faults(report) == []
    assert all(line.isprintable() for each in texts(ctrf_of(report)) for line in each.split("\n"))


@pytest.mark.parametrize(
    ("given", "threshold", "status", "raw"),
    [
        (verdict(), Threshold(), "passed", "pass"),
        (failure(disposition=Disposition.NEW), Threshold(), "failed", "failed"),
        (failure(disposition=Disposition.EXPIRED), Threshold(), "failed", "failed"),
        (failure(disposition=Disposition.KNOWN), Threshold(), "failed", "failed"),
        (failure(disposition=Disposition.KNOWN), Threshold(only_new=True), "other", "known"),
        (failure(disposition=Disposition.WAIVED), Threshold(), "other", "waived"),
        (failure(Level.SHOULD, disposition=Disposition.NEW), Threshold(), "other", "advisory"),
        (verdict(Outcome.ERROR), Threshold(), "failed", "error"),
        (verdict(Outcome.INCONCLUSIVE), Threshold(), "pending", "inconclusive"),
        (verdict(Outcome.INCONCLUSIVE), Threshold(require_complete=True), "failed", "inconclusive"),
        (verdict(Outcome.INAPPLICABLE), Threshold(), "skipped", "inapplicable"),
    ],
)
def test_status(given: Verdict, threshold: Threshold, status: str, raw: str) -> None:
    """A verdict that fails the run has failed; a waived one has neither passed nor failed."""
    results = ctrf_of(told(given, threshold=threshold))["results"]
    assert [(each["status"], each["rawStatus"]) for each in results["tests"]] == [(status, raw)]
    assert results["summary"][status] == 1


def test_summary() -> None:
    """The counts add up, and the times are those of the run in milliseconds."""
    summary = ctrf_of(rich())["results"]["summary"]
    assert summary["tests"] == sum(summary[key] for key in ("passed", "failed", "skipped", "pending", "other"))
    assert (summary["start"], summary["stop"], summary["duration"]) == (1772368496000, 1772368497235, 1235)


def test_names() -> None:
    """Every test has a unique name."""
    names = [each["testId"] for each in ctrf_of(rich())["results"]["tests"]]
    assert len(names) == len(set(names))


def test_deviation() -> None:
    """A deviation has its message, evidence, place, and its history."""
    new = named("is-new", 1)
    (test,) = ctrf_of(told(new, news=news(item(Novelty.NEW, new))))["results"]["tests"]
    assert (test["message"], test["filePath"], test["line"]) == ("is-new is not kept", "things.yaml", 16)
    assert test["tags"] == ["MUST", "new"]
    assert test["trace"] == (
        'Every thing is sound.\n  at /2/name (3 times)\n  expected type: "string"\n  actual integer 7'
    )
    assert test["extra"]["findings"][0]["curl"].startswith("curl ")


def test_many_findings() -> None:
    """Of many findings twenty are listed, with the number of the others."""
    found = tuple(finding(fingerprint=f"{number:016x}") for number in range(23))
    (test,) = ctrf_of(told(failure(findings=found, disposition=Disposition.NEW)))["results"]["tests"]
    assert (len(test["extra"]["findings"]), test["extra"]["findingsLeftOut"], test["extra"]["count"]) == (20, 3, 69)


def test_obstacle() -> None:
    """A target that could not be judged is a failed test of its own, with the reason."""
    results = ctrf_of(told(verdict(), obstacle="nobody listens there"))["results"]
    assert [(each["status"], each.get("message")) for each in results["tests"]] == [
        ("passed", None),
        ("failed", "nobody listens there"),
    ]
    assert (results["summary"]["tests"], results["summary"]["failed"]) == (2, 1)
    assert faults(told(verdict(), obstacle="nobody listens there")) == []
