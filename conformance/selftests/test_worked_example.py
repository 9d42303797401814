"""The pages' worked examples of a new requirement work: their steps and commands are run in a copy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from conformance.reference.data import AGENTS, batches
from conformance.rules.declaration import PARTS
from conformance.selftests.worked_examples import Way, copy_project, fill_in, read_way, run, start

WAYS = [read_way(page) for page in ("spec/README.md", "conformance/rules/README.md")]
EACH = pytest.mark.parametrize("way", WAYS, ids=[way.rule for way in WAYS])
# Rules of the other two subjects, which no page shows.
OTHERS = [("new-rule", f"thing-is-tried-on-{subject}s", "--subject", subject) for subject in ("document", "change")]
# Modules that judge by all requirements, or list, count or compare them, their rules or mutants.
TOUCHED = [
    "conformance/suite/test_api.py",
    "conformance/selftests/test_blanks.py",
    "conformance/selftests/test_catalogue.py",
    "conformance/selftests/test_conformant.py::test_nothing_is_blamed",
    "conformance/selftests/test_declaration.py",
    "conformance/selftests/test_kill_matrix.py::test_every_api_requirement_has_a_mutant",
    "conformance/selftests/test_kill_matrix.py::test_reference_is_judged_in_full",
    "conformance/selftests/test_layers.py",
    "conformance/selftests/test_ledger.py::test_own_ledger",
    "conformance/selftests/test_plugin.py::TestTarget::test_unreachable",
    "conformance/selftests/test_plugin.py::TestVerdict::test_require_complete",
    "conformance/selftests/test_plugin.py::TestVerdict::test_sound",
    "conformance/selftests/test_plugin_files.py::TestReports::test_junit",
    "conformance/selftests/test_plugin_files.py::TestRequests::test_collect_only",
    "conformance/selftests/test_reference.py::TestMutants",
    "conformance/selftests/test_rules.py",
    "conformance/selftests/test_sensitivity.py::TestPage",
]
STRICT = ("-W", "error::conformance.selftests.pages.StalePageWarning")


Said: TypeAlias = list[tuple[str, int]]
"""The findings for one requirement: their fingerprints, and how often each occurs."""
BROKEN = 250


def lines() -> Iterator[dict[str, Any]]:
    """Yield the lines of a log: after many sound answers every second one has a bare tag, every third a path."""
    now = datetime(2024, 3, 1, tzinfo=UTC)
    headers = {"Content-Type": "application/json", "Date": format_datetime(now, usegmt=True), "ETag": 'W/"33a64df5"'}
    rows = batches(AGENTS[0], now)[:2]
    for number in range(4 * BROKEN):
        is_late = number > BROKEN
        tag = {"ETag": "33a64df5"} if is_late and number % 2 else {}
        name = {"file_name": "../customers.csv"} if is_late and number % 3 == 0 else {}
        body = json.dumps([rows[0], {**rows[1], **name}])
        yield {"path": f"/batches/{AGENTS[0]}/all", "status": 200, "headers": {**headers, **tag}, "body": body}


def said_by_audit(summary: Path) -> dict[str, Said]:
    accounts = json.loads(summary.read_bytes())["accounts"]
    return {
        each["requirement"]: sorted((one["fingerprint"], one["count"]) for one in each["found"]) for each in accounts
    }


def said_by_run(report: Path) -> dict[str, Said]:
    verdicts = [each for each in json.loads(report.read_bytes())["verdicts"] if each["operation"].startswith("GET ")]
    return {
        each["requirement"]: sorted((one["fingerprint"], one["count"]) for one in each["findings"]) for each in verdicts
    }


class TestUnfilled:
    @pytest.fixture(scope="class")
    @classmethod
    def written(cls, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[str]]]:
        """A copy with the files as the command writes them, and those files by their rules."""
        folder = tmp_path_factory.mktemp("unfilled")
        copy_project(folder, *WAYS)
        commands = [*(way.start for way in WAYS), *OTHERS]
        return folder, {command[1]: start(folder, command) for command in commands}

    @EACH
    def test_files(self, written: tuple[Path, dict[str, list[str]]], way: Way) -> None:
        """The command writes the files that the page shows, and no others."""
        assert written[1][way.rule] == sorted(way.files)

    @pytest.mark.exhaustive
    def test_proof(self, written: tuple[Path, dict[str, list[str]]]) -> None:
        """The proof fails at once, and names every file of its rule and what to fill in there."""
        folder, files = written
        done = run(folder, WAYS[0].commands[0])
        named = set(re.findall(r"^(\S+):\d+: .*FILL IN", done.stdout, re.MULTILINE))
        assert (done.returncode, named) == (1, {*files[WAYS[0].rule]}), done.stdout
        assert "1 failed" in done.stdout

    def test_examples(self, written: tuple[Path, dict[str, list[str]]]) -> None:
        """No example passes, and each says what the rule must do."""
        folder, files = written
        tests = [file for each in files.values() for file in each if Path(file).name.startswith("test_")]
        change = f"conformance/selftests/test_change_rules.py::TestRules::test_identity[{OTHERS[1][1]}]"
        done = run(folder, ".venv/bin/pytest -q", *tests, change)
        assert (done.returncode, " passed" in done.stdout) == (1, False), done.stdout
        failed = int(re.findall(r"(\d+) failed", done.stdout)[-1])
        assert done.stdout.count("\nE       NotImplementedError: FILL IN: yield ") == failed


class TestFilled:
    @pytest.fixture(scope="class")
    @classmethod
    def project(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        """A copy in which all worked examples are applied."""
        folder = tmp_path_factory.mktemp("filled")
        copy_project(folder, *WAYS)
        for way in WAYS:
            start(folder, way.start)
            fill_in(folder, way)
        return folder

    @EACH
    def test_steps(self, way: Way) -> None:
        """An example needs a rule, examples, a mutant, and commands that show them."""
        assert [Path(path).parent.name for path in way.files] == ["api", "selftests", "mutants"]
        assert [command.split()[0] for command in way.commands] == [
            ".venv/bin/pytest",
            *[".venv/bin/bolna-conformance"] * 3,
            ".venv/bin/pytest",
        ]

    @pytest.mark.exhaustive
    @EACH
    def test_proof(self, project: Path, way: Way) -> None:
        """The first command runs what proves the rule, says what that is, and passes."""
        done = run(project, way.commands[0])
        counts = dict(
            re.findall(r"([a-z ]+?) (\d+)(?:,|$)", re.findall(rf"^rule {way.rule}:(.*)", done.stdout, re.MULTILINE)[0])
        )
        assert done.returncode == 0, done.stdout
        assert counts.keys() >= {" mutants", " variants", " reference", " its files", " examples"}
        assert f" {sum(map(int, counts.values()))} passed" in done.stdout

    @EACH
    def test_explain(self, project: Path, way: Way) -> None:
        """The second command shows the requirement and its explanation."""
        done = run(project, way.commands[1])
        assert (done.returncode, done.stdout.splitlines()[0]) == (0, way.rule), done.stderr
        assert re.findall(r"^([A-Z][a-z ]+): ", done.stdout, re.MULTILINE)[-4:] == [*PARTS]

    @pytest.mark.exhaustive
    def test_all(self, project: Path) -> None:
        """The last command passes before pages are regenerated, says which are stale, and `.ci/run` fails on them."""
        last = WAYS[0].commands[-1]
        done = run(project, last, *TOUCHED)
        assert done.returncode == 0, done.stdout
        commands = {command for way in WAYS for command in way.commands if " > " in command}
        assert {command for command in commands if f" is stale: {command}" in done.stdout} == commands
        made = run(project, ".venv/bin/bolna-conformance explain > spec/REQUIREMENTS.md")
        assert made.returncode == 0
        again = run(project, last, *STRICT, *(each for each in TOUCHED if "catalogue" in each or "sensitivity" in each))
        assert "REQUIREMENTS" not in again.stdout
        assert (again.returncode, "StalePageWarning: spec/SENSITIVITY.md is stale" in again.stdout) == (1, True)

    @pytest.fixture(scope="class")
    @classmethod
    def results(
        cls, project: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> tuple[dict[str, Said], dict[str, Said]]:
        """The results of an audit and a run on one log, by requirement."""
        folder = tmp_path_factory.mktemp("log")
        log, summary, reports = folder / "log.ndjson", folder / "audit.json", folder / "reports"
        log.write_text("".join(f"{json.dumps(line)}\n" for line in lines()), encoding="utf-8")
        mapping = ["--map", "path=path,status=status,headers=headers,body=body"]
        audit = run(project, ".venv/bin/bolna-conformance audit", str(log), *mapping, "--output", str(summary))
        whole = run(project, ".venv/bin/pytest -q", "--recording", str(log), *mapping, "--report-dir", str(reports))
        assert {audit.returncode, whole.returncode} <= {0, 1}, audit.stdout + audit.stderr + whole.stdout
        return said_by_audit(summary), said_by_run(reports / "report.json")

    @pytest.mark.exhaustive
    @EACH
    def test_audit_agrees(self, results: tuple[dict[str, Said], dict[str, Said]], way: Way) -> None:
        """An audit of a log agrees with a run over it: hundreds of broken answers among as many sound ones."""
        audit, whole = results
        assert sum(count for _, count in whole[way.rule]) >= BROKEN
        assert audit[way.rule] == whole[way.rule]
