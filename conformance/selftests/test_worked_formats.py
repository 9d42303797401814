"""The worked examples of a recording format and a report format work: their blocks are run in a copy."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.selftests.reports import rich
from conformance.selftests.worked_examples import ROOT, Page, page, run


@dataclass(frozen=True)
class Applied:
    page: Page
    project: Path


def applied(path: str, factory: pytest.TempPathFactory) -> Applied:
    given = page(path)
    return Applied(given, given.applied(factory.mktemp("project")))


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Applied:
    return applied("conformance/exchange/recordings/README.md", tmp_path_factory)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Applied:
    return applied("conformance/report/README.md", tmp_path_factory)


@pytest.mark.parametrize("name", ["recordings", "reports"])
class TestPage:
    def test_files(self, request: pytest.FixtureRequest, name: str) -> None:
        """No existing file has to be changed: the new format is found automatically."""
        given: Applied = request.getfixturevalue(name)
        assert [path for path in given.page.files if (ROOT / path).exists()] == []
        assert given.page.commands[-1] == ".venv/bin/pytest"

    def test_style(self, request: pytest.FixtureRequest, name: str) -> None:
        """The shown code follows the layers."""
        pytest.importorskip("ruff", reason="it belongs to what developers install, not to what tests need")
        given: Applied = request.getfixturevalue(name)
        files = [path for path in given.page.files if path.endswith(".py")]
        for command in (["check"], ["format", "--check"]):
            ended = run(given.project, shlex.join(["ruff", *command, *files]))
            assert ended.returncode == 0, ended.stdout


@pytest.mark.exhaustive
def test_recordings(recordings: Applied) -> None:
    """A new format passes its own tests and those of all formats, and its sample is recognised."""
    tests, redact, _ = recordings.page.commands
    ended = run(recordings.project, tests)
    assert (ended.returncode, "failed" in ended.stdout, " passed" in ended.stdout) == (0, False, True), ended.stdout
    ended = run(recordings.project, redact)
    assert ended.returncode == 0, ended.stderr
    assert (recordings.project / redact.split()[-1]).read_text(encoding="utf-8").count("\n") == 1


@pytest.mark.exhaustive
def test_reports(reports: Applied) -> None:
    """A new format passes its own tests and those of all formats, and the command writes it."""
    tests, report, _ = reports.page.commands
    ended = run(reports.project, tests)
    assert (ended.returncode, " passed" in ended.stdout) == (0, True), ended.stdout
    (reports.project / "report.json").write_text(json.dumps(rich()), encoding="utf-8")
    ended = run(reports.project, report.replace("REPORT", "report.json"))
    assert (ended.returncode, ended.stdout[:15]) == (0, "TAP version 14\n"), ended.stderr
