"""report.junit.xml, made from a report, against the schema of the xunit plugin for Jenkins."""

from __future__ import annotations

from collections import Counter
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model import Disposition, Level, Outcome, Verdict
from conformance.report.formats.junit import junit_of
from conformance.selftests.junit_schema import SCHEMA
from conformance.selftests.makers import failure, verdict
from conformance.selftests.reports import rich, told, with_text
from conformance.verdict.result import Threshold


def suite_of(report: Any) -> ElementTree.Element:
    """Return the suite in the file, which is XML and matches the schema."""
    root = ElementTree.fromstring(junit_of(report))
    assert [error.reason for error in SCHEMA.iter_errors(root)] == []
    (suite,) = root
    return suite


@pytest.mark.parametrize(
    ("given", "threshold", "kind"),
    [
        (verdict(), Threshold(), None),
        (failure(disposition=Disposition.NEW), Threshold(), "failure"),
        (failure(disposition=Disposition.KNOWN), Threshold(), "failure"),
        (failure(disposition=Disposition.KNOWN), Threshold(only_new=True), "skipped"),
        (failure(disposition=Disposition.WAIVED), Threshold(), "skipped"),
        (failure(Level.SHOULD, disposition=Disposition.NEW), Threshold(), "skipped"),
        (verdict(Outcome.ERROR), Threshold(), "error"),
        (verdict(Outcome.INCONCLUSIVE), Threshold(), "skipped"),
        (verdict(Outcome.INCONCLUSIVE), Threshold(require_complete=True), "error"),
        (verdict(Outcome.INAPPLICABLE), Threshold(), "skipped"),
    ],
)
def test_kind(given: Verdict, threshold: Threshold, kind: str | None) -> None:
    """A verdict that fails the run fails here; a waived one is skipped, and only conforming ones pass."""
    suite = suite_of(told(given, threshold=threshold))
    (case,) = suite.iter("testcase")
    assert [each.tag for each in case] == ([] if kind is None else [kind])
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    wanted = {"failure": "failures", "error": "errors", "skipped": "skipped"}.get(kind or "")
    assert counts == {"tests": "1", "failures": "0", "errors": "0", "skipped": "0", **({wanted: "1"} if wanted else {})}


def test_news() -> None:
    """The file begins with what is new."""
    report = rich()
    first = next(suite_of(report).iter("property"))
    assert (first.get("name"), first.get("value")) == ("news", report["news"]["headline"])


def test_names() -> None:
    """Every case has a unique name, for GitLab drops the second of two."""
    names = Counter((case.get("classname"), case.get("name")) for case in suite_of(rich()).iter("testcase"))
    assert max(names.values()) == 1


def test_evidence() -> None:
    """A deviation has its sentence, the expected and the actual value, and how to reproduce it."""
    (case,) = suite_of(told(failure(disposition=Disposition.NEW))).iter("testcase")
    text = case[0].text or ""
    assert text.startswith("Every thing is sound.\nat /2/name (3): a value does not match the contract's `type`\n")
    assert "  actual integer 7\n  repeat curl " in text


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=30))
def test_hostile(text: str) -> None:
    """With any text in a report, the file is XML, matches the schema, and has no additional element."""
    report = rich()
    harmless = [each.tag for each in suite_of(with_text(report, "x")).iter()]
    assert [each.tag for each in suite_of(with_text(report, text)).iter()] == harmless


def test_obstacle() -> None:
    """A target that could not be judged is an error of its own, with the reason."""
    suite = suite_of(told(verdict(), obstacle="nobody listens there"))
    (error,) = suite.iter("error")
    assert (suite.get("tests"), suite.get("errors"), error.get("message")) == ("2", "1", "nobody listens there")
