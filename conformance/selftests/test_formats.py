"""Every format is made from report.json alone: the same bytes later, and none from an invalid report."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from conformance.cli import main
from conformance.model import Disposition, Level, Result
from conformance.report.formats import FORMATS
from conformance.report.formats.md import summary_of
from conformance.report.formats.sarif import sarif_of
from conformance.report.reading import faults
from conformance.report.writing import append_summary, write_reports
from conformance.selftests.conftest import Run
from conformance.selftests.makers import failure, finding, requirement, verdict
from conformance.selftests.reports import rich, told, with_text

SARIF = json.loads((Path(__file__).parent / "data" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report folder with something of everything."""
    folder = tmp_path_factory.mktemp("reports")
    assert write_reports(rich(), folder) == []
    return folder


def test_folder(folder: Path) -> None:
    """A report folder has every format beside report.json, and nothing else."""
    assert {file.name for file in folder.iterdir()} == {"report.json", *(form.file for form in FORMATS.values())}


@pytest.mark.parametrize("name", FORMATS)
def test_same_bytes(folder: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], name: str) -> None:
    """A format that is made later has the same bytes, on standard output and in a file."""
    first = (folder / FORMATS[name].file).read_bytes()
    report = str(folder / "report.json")
    assert main(["report", report, "--format", name]) == 0
    assert capfdbinary.readouterr().out == first
    assert main(["report", report, "--format", name, "--output", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out").read_bytes() == first


def edited(text: str) -> str:
    report = json.loads(text)
    report["verdicts"][0]["outcome"] = "fine"
    return json.dumps(report)


def newer(text: str) -> str:
    return json.dumps({**json.loads(text), "schema_version": 2})


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text[:-40], "is not valid JSON (truncated?); give a report.json, or run again to rewrite it"),
        (lambda text: "", "is not valid JSON (truncated?); give a report.json, or run again to rewrite it"),
        (lambda text: "[]", "is not a valid report: /: "),
        (edited, "is not a valid report: /verdicts/0/outcome: "),
        (newer, "has schema_version 2; this suite reads 1"),
        (
            lambda text: text.replace('"waived":', '"\\ud83d":'),
            "is not a valid report: it contains half of a surrogate pair",
        ),
    ],
    ids=["cut", "empty", "list", "edited", "newer", "surrogate"],
)
def test_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, change: Callable[[str], str], said: str
) -> None:
    """An incomplete report, or one of another version, is refused in one line, and nothing is written."""
    file, output = tmp_path / "report.json", tmp_path / "out"
    file.write_text(change((folder / "report.json").read_text(encoding="utf-8")), encoding="utf-8")
    assert main(["report", str(file), "--format", name, "--output", str(output)]) == 4
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n"), output.exists()) == ("", 1, False)
    assert told.err.startswith("bolna-conformance: ")
    assert said in told.err


def test_hostile_folder(tmp_path: Path) -> None:
    """A report whose every text is hostile is written in every format, all of them UTF-8."""
    assert write_reports(with_text(rich(), "\x1b[2J\u202e\x00```@x"), tmp_path) == []
    for form in FORMATS.values():
        text = (tmp_path / form.file).read_text(encoding="utf-8")
        assert all(line.isprintable() for line in text.split("\n"))


@pytest.mark.parametrize("name", ["html", "md", "sarif", "ctrf", "junit"])
def test_engines(name: str) -> None:
    """The second engine's result is in every readable format; a report of an older run lacks it, and is written."""
    given = finding(confirmation="confirmed by jsonschema 4.26.0")
    report = told(failure(findings=(given,), disposition=Disposition.NEW))
    assert "confirmed by jsonschema 4.26.0" in FORMATS[name].text_of(report)
    del report["verdicts"][0]["findings"][0]["confirmation"]
    assert faults("report", report) == []
    assert "confirmed" not in FORMATS[name].text_of(report)


class TestSarif:
    def test_schema(self) -> None:
        """A log with something of everything matches the schema of SARIF 2.1.0."""
        assert list(jsonschema.Draft4Validator(SARIF).iter_errors(sarif_of(rich()))) == []

    def test_limits(self) -> None:
        """Of more results than GitHub accepts the gravest are kept, those without a waiver first."""
        waived = failure(disposition=Disposition.WAIVED)
        grave = failure(disposition=Disposition.NEW)
        advice = tuple(finding(fingerprint=f"{number:016x}") for number in range(25_000))
        slight = failure(requirement=requirement(level=Level.MAY), findings=advice, disposition=Disposition.NEW)
        (run,) = sarif_of(told(waived, slight, grave))["runs"]
        assert len(run["results"]) == 25_000
        assert [run["results"][0]["level"], run["properties"]["leftOut"]] == ["error", 2]
        assert [each for each in run["results"] if "suppressions" in each] == []

    def test_description(self) -> None:
        """A rule's description is not longer than GitHub accepts."""
        (run,) = sarif_of(with_text(rich(), "x" * 5000))["runs"]
        for rule in run["tool"]["driver"]["rules"]:
            assert len(rule["shortDescription"]["text"]) == len(rule["fullDescription"]["text"]) == 1024

    def test_place(self) -> None:
        """A result without a place in a file is at the first line of the contract: GitHub refuses a log without one."""
        report = told(failure(disposition=Disposition.NEW))
        report["verdicts"][0]["clause"] |= {"file": None, "line": None, "column": None}
        (result,) = sarif_of(report)["runs"][0]["results"]
        physical = result["locations"][0]["physicalLocation"]
        assert (physical["artifactLocation"]["uri"], physical["region"]) == ("things.yaml", {"startLine": 1})

    def test_state(self) -> None:
        """A known result is `unchanged`, and a new one `new`, as in the standard."""
        results = sarif_of(rich())["runs"][0]["results"]
        states = {each["ruleId"]: each.get("baselineState") for each in results}
        assert [states[name] for name in ("is-new", "is-flaky", "is-still")] == ["new", "unchanged", "unchanged"]


class TestStepSummary:
    def test_appended(self, tmp_path: Path) -> None:
        """The summary is appended to those of other commands of the step."""
        file = tmp_path / "step.md"
        file.write_text("built", encoding="utf-8")
        report = told(verdict(), result=Result.SUCCESS)
        assert append_summary(report, str(file)) == []
        assert file.read_text(encoding="utf-8") == f"built\n{summary_of(report)}"

    def test_unset(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without a file nothing is written."""
        monkeypatch.chdir(tmp_path)
        assert append_summary(told(verdict()), "") == []
        assert list(tmp_path.iterdir()) == []

    def test_unwritable(self, tmp_path: Path) -> None:
        """An unwritable file is reported in one line."""
        (told_line,) = append_summary(told(verdict()), str(tmp_path))
        assert told_line == f"GITHUB_STEP_SUMMARY: {tmp_path} cannot be written: Is a directory; summary.md has it all"

    def test_run(self, run: Run, newer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A run writes its summary to the step, and loses nothing if it cannot."""
        file = tmp_path / "step.md"
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
        ended = run("--base-url", newer)
        written = (tmp_path / "reports" / "latest" / "summary.md").read_text(encoding="utf-8")
        assert (ended.code, file.read_text(encoding="utf-8")) == (1, f"\n{written}")
        assert written.startswith("## first run of this target: ")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
        again = run("--base-url", newer)
        assert (again.code, again.report is not None) == (1, True)
        assert (
            f"GITHUB_STEP_SUMMARY: {tmp_path} cannot be written: Is a directory; summary.md has it all\n" in again.text
        )


@pytest.mark.parametrize("form", ["md", "html", "sarif", "ctrf", "junit"])
def test_obstacle(form: str) -> None:
    """Every format for people or build servers says why a target could not be judged."""
    assert "nobody listens there" in FORMATS[form].text_of(told(verdict(), obstacle="nobody listens there"))


def test_sarif_invocation() -> None:
    """Code scanning learns whether the run succeeded: otherwise it takes missing results for fixed."""
    for obstacle, is_done in ((None, True), ("nobody listens there", False)):
        (run,) = sarif_of(told(verdict(), obstacle=obstacle))["runs"]
        assert run["invocations"][0]["executionSuccessful"] is is_done
    assert list(jsonschema.Draft4Validator(SARIF).iter_errors(sarif_of(told(verdict(), obstacle="no")))) == []
