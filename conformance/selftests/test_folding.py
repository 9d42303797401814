"""A large report folds the verdicts that found nothing, and is read as if it had them in full."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.model import InputError, Outcome, Verdict
from conformance.report.folding import MAX_IN_FULL, folded, report_text, unfolded
from conformance.report.formats import FORMATS
from conformance.report.formats.ctrf import ctrf_of
from conformance.report.reading import faults, read_report
from conformance.report.record import report_of
from conformance.report.writing import write_reports
from conformance.selftests.makers import failure, run_of, verdict


def verdicts(number: int) -> list[Verdict]:
    """Return verdicts on a hundred requirements, for as many operations as it takes."""
    made = [verdict(), verdict(outcome=Outcome.INCONCLUSIVE, witnesses=0, reason="no answer shows it")]
    return [
        replace(
            made[place % 2],
            requirement=replace(made[0].requirement, id=f"thing-{place % 100}-is-sound"),
            operation=f"GET /things/{place // 100}",
            witnesses=place % 2 * place,
        )
        for place in range(number)
    ]


def large() -> dict[str, Any]:
    """Return a report with one verdict more than fit, one of which is a failure."""
    return report_of(run_of(*verdicts(MAX_IN_FULL), replace(failure(), operation="GET /things/7")))


def test_small() -> None:
    """A report with as many verdicts as fit has each in full, indented as ever."""
    report = report_of(run_of(*verdicts(MAX_IN_FULL)))
    assert folded(report) == report == unfolded(report)
    assert report_text(report).startswith('{\n  "schema_version": 1,\n')


def test_large() -> None:
    """A failure is kept in full, the rest becomes an entry for each requirement and reason; nothing is lost."""
    report = large()
    short = folded(report)
    assert [each["outcome"] for each in short["verdicts"]] == ["fail"]
    assert len(short["folded"]["verdicts"]) == 100
    back = unfolded(short)
    in_order = sorted(report["verdicts"], key=lambda each: (int(each["operation"].split("/")[-1]), each["outcome"]))
    assert sorted(back["verdicts"], key=json.dumps) == sorted(report["verdicts"], key=json.dumps)
    assert [each["operation"] for each in back["verdicts"]] == [each["operation"] for each in in_order]
    assert {**back, "verdicts": ()} == {**report, "verdicts": ()}


def test_size() -> None:
    """What is folded takes a few bytes for each verdict."""
    assert len(report_text(folded(large()))) < MAX_IN_FULL * 30


def test_files(tmp_path: Path) -> None:
    """The file matches the published schema, and gives the same bytes in every format when it is read."""
    assert write_reports(large(), tmp_path) == []
    report = read_report(tmp_path / "report.json")
    assert faults("report", report) == []
    assert len(report["verdicts"]) == MAX_IN_FULL + 1
    assert FORMATS["junit"].text_of(report) == (tmp_path / "report.junit.xml").read_text(encoding="utf-8")


def test_ctrf() -> None:
    """CTRF counts every verdict of a large report, lists the failure, and says how many it leaves out."""
    results = ctrf_of(large())["results"]
    assert [each["status"] for each in results["tests"]] == ["failed"]
    assert (results["summary"]["tests"], results["extra"]["testsLeftOut"]) == (MAX_IN_FULL + 1, MAX_IN_FULL)


@pytest.mark.parametrize("part", ["operations", "places"])
def test_edited(tmp_path: Path, part: str) -> None:
    """A file whose folded verdicts lead nowhere is refused."""
    report = folded(large())
    report["folded"] = {**report["folded"], part: []}
    (tmp_path / "report.json").write_text(report_text(report), encoding="utf-8")
    with pytest.raises(InputError, match="folded verdicts without a place"):
        read_report(tmp_path / "report.json")
