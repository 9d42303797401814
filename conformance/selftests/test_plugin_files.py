"""What a run reads and writes: waivers, the report, JUnit XML, other contracts; and what it leaves alone."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from conformance.exchange.transport import Transport
from conformance.model import Level
from conformance.reference.data import AGENTS
from conformance.run.session import Session
from conformance.run.settings import Options
from conformance.selftests.advice import ADVICE, KNOWN, LEGACY
from conformance.selftests.conftest import PLANNED, Ended, Run
from conformance.selftests.makers import REPORTS
from conformance.selftests.runs import BATCH, ENUM, OPERATION, flags, judged, ran, waiver_file
from conformance.selftests.servers import nobody
from conformance.verdict.judge_document import DOCUMENT
from conformance.verdict.result import Threshold

ROOT = Path(__file__).parents[2]


def states(report: object) -> dict[str, str]:
    """Return the dispositions of the waivers for operations."""
    assert isinstance(report, dict)
    return {each["id"]: each["state"] for each in report["waivers"] if each["operation"] != DOCUMENT}


def named(items: Iterable[object]) -> list[str]:
    """Return the requirements of the items that judge the API, in their order."""
    found = (re.search(rf"test_requirement\[(.+)-{re.escape(OPERATION)}\]$", str(item)) for item in items)
    return [each[1] for each in found if each is not None]


def required(ended: Ended) -> list[str]:
    """Return the requirements with a verdict on the API in the report, in their order."""
    return [each["requirement"] for each in ended.verdicts_of(OPERATION)]


def waived_by(url: str, file: str, **changes: Any) -> Options:
    return Options(base_url=url, waivers=[Path(file)], **changes)


class TestWaivers:
    def test_waived(self, run: Run, newer: str, tmp_path: Path) -> None:
        """A known and waived deviation lets the run pass, with a word of its own."""
        file = waiver_file(tmp_path, {})
        ended = run("--base-url", newer, "--waivers", file, "-v")
        assert (ended.code, flags(ended.text), states(ended.report)) == (0, [], {"status-is-newer": "used"})
        assert ended.failed() == {ENUM: "waived", **dict.fromkeys(KNOWN, "new")}
        assert f"::test_requirement[{ENUM}-{OPERATION}] WAIVED" in ended.text
        assert f"waived MUST {ENUM} (8): a value does not match the contract's `enum`\n" in ended.text

    def test_stale(self, run: Run, sound: str, tmp_path: Path) -> None:
        """A waiver for what no longer occurs fails the run, and is named with its place."""
        ended = run("--base-url", sound, "--waivers", waiver_file(tmp_path, {}))
        assert (ended.code, flags(ended.text), states(ended.report)) == (1, ["FAILED"], {"status-is-newer": "stale"})
        assert "waiver status-is-newer is stale" in ended.text
        assert "stale waiver status-is-newer (waivers.yaml:2): it no longer occurs; delete it\n" in ended.text
        assert "result: failure\n" in ended.text

    def test_stale_beside_used(self, newer: str, tmp_path: Path) -> None:
        """A stale waiver fails the run even if another one covers everything found for its requirement."""
        file = waiver_file(tmp_path, {}, {"id": "gone", "location": "/[*]/created_at"})
        ended = judged(waived_by(newer, file))
        assert (ended.code, states(ended.report)) == (1, {"status-is-newer": "used", "gone": "stale"})
        assert f"stale waiver gone ({file}:" in ended.text

    def test_stale_but_not_selected(self, run: Run, sound: str, tmp_path: Path) -> None:
        """A run of other requirements does not fail on a stale waiver."""
        ended = run("--base-url", sound, "--waivers", waiver_file(tmp_path, {}), "-k", "not-a-server-error")
        assert ended.code == 0

    @pytest.mark.parametrize("changes", [{"target": "api.example.com"}, {"max_count": 6}, {"location": "/[*]"}])
    def test_not_excused(self, newer: str, tmp_path: Path, changes: dict[str, object]) -> None:
        """A waiver for another host, for fewer occurrences or for another place excuses nothing."""
        ended = judged(waived_by(newer, waiver_file(tmp_path, changes)), AGENTS)
        assert (ended.code, ended.failed()[ENUM]) == (1, "new")
        assert f"\nMUST {ENUM}\n  {OPERATION}\n" in ended.text

    def test_port(self, newer: str, tmp_path: Path) -> None:
        """A waiver may name the host with its port."""
        target = newer.removeprefix("http://")
        ended = judged(waived_by(newer, waiver_file(tmp_path, {"target": target})))
        assert (ended.code, ended.failed()[ENUM]) == (0, "waived")

    def test_expired(self, newer: str, tmp_path: Path) -> None:
        """An expired waiver excuses nothing, and is named with its date."""
        changes = {"added": "2024-01-01", "expires": "2024-06-01"}
        file = waiver_file(tmp_path, changes)
        ended = judged(waived_by(newer, file))
        assert (ended.code, ended.failed()[ENUM]) == (1, "expired")
        assert f"expired waiver status-is-newer ({file}:2): expired 2024-06-01; look again" in ended.text

    def test_advisory(self, sound: str, tmp_path: Path) -> None:
        """Advice is waived like anything else, so that new advice may fail the run."""
        legacy = {"id": "legacy", "requirement": LEGACY, "location": "/[*]/from_phone_number"}
        file = waiver_file(tmp_path, {"requirement": ADVICE, "location": "status"}, legacy)
        ended = judged(waived_by(sound, file, threshold=Threshold(Level.SHOULD)))
        assert (ended.code, ended.failed()) == (0, dict.fromkeys(KNOWN, "waived"))

    def test_no_answer(self, run: Run, tmp_path: Path) -> None:
        """An unreachable target neither uses a waiver nor makes it stale."""
        ended = run("--base-url", nobody(), "--waivers", waiver_file(tmp_path, {}))
        assert (ended.code, flags(ended.text), states(ended.report)) == (1, ["ERROR"], {"status-is-newer": "unused"})

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"requirement": "status-is-nice"}, "no requirement is called status-is-nice"),
            ({"operation": "GET /others"}, f"{ENUM} is not judged for GET /others"),
            ({"reason": "because"}, "shorter than 20 characters"),
            ({"expires": "2999-01-01"}, "expires must be within 180 days"),
        ],
    )
    def test_refusal(self, run: Run, tmp_path: Path, changes: dict[str, object], message: str) -> None:
        """An invalid waiver is a usage error with file and line."""
        ended = run("--base-url", nobody(), "--waivers", waiver_file(tmp_path, changes))
        assert ended.code == 4
        assert re.match(r"ERROR: waivers\.yaml:\d+: ", ended.text)
        assert message in ended.text


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, newer: str) -> tuple[Path, Ended, Ended]:
    """Return a folder in which the same API was judged twice, and how that ended."""
    folder = tmp_path_factory.mktemp("twice")
    return folder, ran(folder, "--base-url", newer, "--junitxml", "junit.xml"), ran(folder, "--base-url", newer)


class TestReports:
    def test_report(self, sound: str) -> None:
        """The report counts the requests, and holds a verdict for every item."""
        report = judged(Options(base_url=sound), AGENTS).report
        assert report is not None
        assert report["header"]["requests"] == report["header"]["planned"] == len(report["exchanges"]) == PLANNED
        assert report["header"]["target"] == {"kind": "live", "base_url": sound}
        (document,) = {each["operation"] for each in report["verdicts"]} - {OPERATION}
        assert document == DOCUMENT
        counts = Counter(each["disposition"] or each["outcome"] for each in report["verdicts"])
        assert counts == {"pass": counts["pass"], "new": 2, "waived": 56, "inapplicable": 32}
        assert report["counts"] == {**counts, "fail": 58}
        assert (report["result"], report["footer"]) == ("success", {"complete": True})

    def test_presence(self, sound: str) -> None:
        """A report says how often each documented property was present, and the terminal which never was."""
        ended = judged(Options(base_url=sound), AGENTS)
        assert ended.report is not None
        reported = {each["name"]: each for each in ended.report["presence"]}
        rows = reported["batch_id"]["rows"]
        assert rows > 500
        assert {name for name, each in reported.items() if each["present"] < rows} == {"scheduled_at"}
        assert 0 < reported["scheduled_at"]["present"] < rows
        assert {(each["rows"], each["null"]) for each in reported.values()} == {(rows, 0)}
        assert f"properties: {len(reported)} documented, 1 seen in some rows only; never seen: none\n" in ended.text

    def test_selection(self, run: Run, newer: str) -> None:
        """A report of a selection holds what was selected, and is complete."""
        ended = run("--base-url", newer, "-k", "not-a-server-error")
        assert ended.report is not None
        assert (ended.code, len(ended.report["verdicts"])) == (0, 1)
        assert ended.report["footer"] == {"complete": True}

    def test_cut_short(self, run: Run, newer: str) -> None:
        """A run that ends at the first failure says that its report is incomplete."""
        ended = run("--base-url", newer, "--exitfirst")
        assert ended.report is not None
        assert (ended.code, ended.report["footer"]) == (1, {"complete": False})
        assert "(incomplete: the run was cut short)" in ended.text

    def test_report_dir(self, run: Run, sound: str, tmp_path: Path) -> None:
        """The report is written where requested, and nothing is written anywhere else."""
        ended = run("--base-url", sound, "--report-dir", "out/here", "-k", "not-a-server-error")
        assert f"report: {Path('out/here/report.json')}\n" in ended.text
        files = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()]
        assert sorted(files) == [f"out/here/{name}" for name in REPORTS]

    def test_no_baseline(self, twice: tuple[Path, Ended, Ended]) -> None:
        """A run does not rely on the findings of an earlier one."""
        folder, first, second = twice
        assert (first.code, second.code) == (1, 1)
        assert not (folder / "reports" / "baseline").exists()

    def test_junit(self, twice: tuple[Path, Ended, Ended]) -> None:
        """JUnit XML has requirement, level, operation, clause and outcome of each item as properties."""
        file = twice[0] / "junit.xml"
        cases = {case.get("name"): case for case in ElementTree.parse(file).iter("testcase")}
        assert named(cases) == required(twice[1])
        case = cases[f"test_requirement[{ENUM}-{OPERATION}]"]
        assert {each.get("name"): each.get("value") for each in case.iter("property")} == {
            "requirement": ENUM,
            "level": "MUST",
            "operation": OPERATION,
            "clause": f"{ENUM.removeprefix('schema:')} ({ROOT / 'spec' / 'openapi.yaml'}:81)",
            "outcome": "fail",
        }
        (failure,) = case.iter("failure")
        assert (failure.text or "").startswith(f"MUST {ENUM}\n")
        advice = cases[f"test_requirement[{ADVICE}-{OPERATION}]"]
        assert [each.get("message") for each in advice.iter("skipped")] == ["SHOULD: advisory"]

    def test_junit_without_target(self, run: Run, tmp_path: Path) -> None:
        """An unreachable target is one error in JUnit XML and not a failure."""
        ended = run("--base-url", nobody(), "--junitxml", "junit.xml")
        (suite,) = ElementTree.parse(tmp_path / "junit.xml").iter("testsuite")
        assert (suite.get("errors"), suite.get("failures")) == ("1", "0")
        skipped = [case.get("name", "") for case in suite.iter("testcase") if case.find("skipped") is not None]
        assert named(skipped) == required(ended)


class TestRequests:
    def test_ceiling(self, run: Run, sound: str) -> None:
        """No more requests are sent than the ceiling allows, and omissions are reported before and after."""
        ended = run("--base-url", sound, "--max-requests", "5")
        assert ended.report is not None
        assert ended.report["header"]["requests"] == 5
        assert f"requests: 5 planned, 5 at most; {PLANNED - 5} cases left out, 10 s each at most\n" in ended.text
        assert f"{PLANNED - 5} cases were left out: raise --max-requests to send them all\n" in ended.text

    def test_collect_only(self, run: Run, sound: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Listing what would be judged sends nothing and writes nothing."""
        monkeypatch.setattr(Transport, "send", None)
        ended = run("--base-url", sound, "--collect-only", "-q")
        assert (ended.code, ended.report) == (0, None)
        pairs = Session(Options(), {}).pairs
        assert named(ended.text.splitlines()) == [name for name, operation in pairs if operation == OPERATION]
        assert "test_document.py::test_requirement[nothing-is-deprecated]" in ended.text
        assert f"requests: {PLANNED} planned, 60 at most, 10 s each at most; nothing is sent\n" in ended.text


class TestContracts:
    def test_other_api(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: str) -> None:
        """Another document and another file of variables judge another API."""
        document = (ROOT / "spec" / "openapi.yaml").read_text(encoding="utf-8")
        other = document.replace("bearerAuth", "acmeAuth").replace("agent_id", "account")
        (tmp_path / "acme.yaml").write_text(other.replace("- executed\n", "- done\n"), encoding="utf-8")
        variables = "security: {acmeAuth: ACME_KEY}\nparameters: {account: ACME_ACCOUNT}\n"
        (tmp_path / "target.yaml").write_text(variables, encoding="utf-8")
        for acme, bolna in (("ACME_KEY", "BOLNA_API_KEY"), ("ACME_ACCOUNT", "BOLNA_AGENT_ID")):
            monkeypatch.setenv(acme, os.environ[bolna])
            monkeypatch.delenv(bolna)
        ended = run("--spec", "acme.yaml", "--target", "target.yaml", "--base-url", sound)
        assert (ended.code, ended.must_failed()) == (1, {ENUM})
        assert '-H "Authorization: Bearer $ACME_KEY"' in ended.text
        assert "(acme.yaml:81)" in ended.text

    def test_page(self, sound: str) -> None:
        """The vendor's page is judged like the document made from it, with the places of the page."""
        ended = judged(Options(spec=ROOT / "spec" / "pages" / "get_batches.md", base_url=sound))
        assert (ended.code, ended.must_failed()) == (0, set())
        assert "get_batches.md:" in ended.text

    def test_spec_alone(self, run: Run) -> None:
        """A document without a target is judged alone; nothing is sent, and there is no fallback to the reference."""
        ended = run("--spec", str(ROOT / "spec" / "openapi.yaml"))
        assert (ended.code, ended.verdicts_of(OPERATION)) == (0, [])
        assert {*ended.quirks().values()} == {"new"}
        assert "target: none: give --base-url to judge an API\n" in ended.text
        assert " requirements judged with 0 requests: " in ended.text


class TestCollection:
    def collected(self, run: Run, *arguments: str) -> set[str]:
        config = ("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT))
        ended = run(*config, *arguments, "--collect-only", "-q", str(ROOT / "conformance"))
        assert ended.code == 0, ended.text
        return {line.partition("::")[0] for line in ended.text.splitlines() if "::" in line}

    def test_live(self, run: Run, sound: str) -> None:
        """With a user's target none of the self-tests is collected."""
        assert {path.rpartition("/")[2] for path in self.collected(run, "--base-url", sound)} == {
            "test_api.py",
            "test_document.py",
            "test_properties.py",
        }

    def test_spec(self, run: Run) -> None:
        """With a user's document none of the self-tests is collected either."""
        document = str(ROOT / "spec" / "openapi.yaml")
        assert {path.rpartition("/")[2] for path in self.collected(run, "--spec", document)} == {"test_document.py"}


def test_reference(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a target the bundled reference is judged, needs no variable, and says that this is a self-check."""
    monkeypatch.delenv("BOLNA_API_KEY")
    monkeypatch.delenv("BOLNA_AGENT_ID")
    ended = run("-k", "requirement")
    note = "bundled reference: a self-check, not a conformance result"
    assert (ended.code, ended.must_failed()) == (0, set())
    assert f"target: {note}\n" in ended.text
    assert f"({note})\n" in ended.text
    assert json.dumps(ended.report).count('"kind": "reference"') == 1
    assert BATCH in json.dumps(ended.report)
