"""Night after night each run says what is new since the last one; on request only that makes it red."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.contract.files import write_json
from conformance.reference.api import Api
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve
from conformance.report.formats import FORMATS
from conformance.report.record import report_of
from conformance.selftests.advice import ADVICE, LEGACY
from conformance.selftests.conftest import Ended, Run
from conformance.selftests.makers import run_of, verdict
from conformance.selftests.runs import ENUM, ran
from conformance.selftests.servers import nobody

Texts = pytest.CaptureFixture[str]
NAMES = ("new", "still", "fixed", "flaky", "gone")


class Nights:
    """Runs of an API that may differ each night."""

    def __init__(self, run: Run, stack: ExitStack) -> None:
        self._run = run
        self._urls = {
            name: stack.enter_context(serve(made())) for name, made in (("", Api), *MUTANTS.items()) if name in _USED
        }

    def __call__(self, fault: str, *arguments: str) -> Ended:
        return self._run("--base-url", self._urls[fault], *arguments)


_USED = ("", "status-is-newer", "total-contacts-overflows")


@pytest.fixture
def night(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nights]:
    monkeypatch.setenv("BOLNA_AGENT_ID", AGENTS[3])
    with ExitStack() as stack:
        yield Nights(run, stack)


def news(ended: Ended) -> dict[str, list[str]]:
    assert ended.report is not None
    found = {name: sorted(each["requirement"] for each in ended.report["news"][name]) for name in NAMES}
    return {name: names for name, names in found.items() if names}


def first_line(ended: Ended) -> str:
    """The first line on the terminal after everything is judged."""
    return re.split(r"=+ conformance =+\n", ended.text)[1].lstrip().partition("\n")[0]


def test_nights(night: Nights, tmp_path: Path) -> None:
    """A deviation is new, then still there since that night, then fixed; every report begins with it."""
    sound, broken, again, fixed = night(""), night("status-is-newer"), night("status-is-newer"), night("")
    assert [each.code for each in (sound, broken, again, fixed)] == [0, 1, 1, 0]
    advice = [ADVICE, ADVICE, LEGACY]
    assert news(sound) == {"new": advice}
    assert news(broken) == {"new": [ENUM], "still": advice}
    assert news(again) == {"still": sorted([*advice, ENUM])}
    assert news(fixed) == {"still": advice, "fixed": [ENUM]}
    assert again.report is not None
    (still,) = [each for each in again.report["news"]["still"] if each["requirement"] == ENUM]
    assert broken.report is not None
    assert still["since"] == broken.report["header"]["started"]
    for ended, headline in (
        (sound, "first run of this target: "),
        (broken, f"1 new ({ENUM}) since "),
        (again, "nothing new since "),
        (fixed, "nothing new since "),
    ):
        assert ended.report is not None
        assert ended.report["news"]["headline"].startswith(headline)
        assert first_line(ended) == ended.report["news"]["headline"]
    assert fixed.report is not None
    assert [each["result"] for each in fixed.report["trend"]] == ["success", "failure", "failure"]
    history = (tmp_path / "reports" / "history.ndjson").read_text().splitlines()
    assert [json.loads(line)["result"] for line in history] == ["success", "failure", "failure", "success"]


def test_only_new(night: Nights) -> None:
    """With --fail-on-new, known deviations are reported and pass; new ones fail."""
    first = night("status-is-newer", "--fail-on-new")
    second = night("status-is-newer", "--fail-on-new")
    third = night("total-contacts-overflows", "--fail-on-new")
    assert (first.code, second.code, third.code) == (1, 0, 1)
    assert second.failed()[ENUM] == "known"
    assert re.search(r"\b1 known\b", second.text.splitlines()[-1])
    assert f"known MUST {ENUM} (" in second.text
    assert second.report is not None
    assert second.report["result"] == "partial"
    assert news(third)["fixed"] == [ENUM]


def test_silent_night(night: Nights, run: Run) -> None:
    """Nothing is reported as fixed on a target that does not answer, nor as new the night after."""
    night("status-is-newer")
    silent = run("--base-url", nobody())
    after = night("status-is-newer")
    assert ENUM in news(silent)["gone"]
    assert "fixed" not in news(silent)
    assert ENUM in news(after)["still"]


def test_selection(night: Nights) -> None:
    """A partial run says nothing about the rest, and the run after it still knows the rest."""
    night("status-is-newer")
    assert news(night("status-is-newer", "-k", "not-a-server-error")) == {}
    assert ENUM in news(night("status-is-newer"))["still"]


class TestBaseline:
    def test_report(self, night: Nights, tmp_path: Path) -> None:
        """A given report is compared with instead of the last run."""
        night("status-is-newer", "--report-dir", "kept", "-k", ENUM)
        night("", "-k", ENUM)
        ended = night("status-is-newer", "--baseline", "kept/report.json", "--fail-on-new", "-k", ENUM)
        assert (ended.code, ENUM in news(ended)["still"]) == (0, True)

    def test_other_history(self, night: Nights) -> None:
        """A history may be in any folder."""
        night("status-is-newer", "--history", "mine.ndjson", "-k", ENUM)
        night("", "--history", "new/other.ndjson", "-k", ENUM)
        assert ENUM in news(night("status-is-newer", "--history", "mine.ndjson", "-k", ENUM))["still"]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("--baseline", "missing.json"), "missing.json: cannot be read: No such file or directory"),
            (
                ("--baseline", "broken.json"),
                "broken.json:1: is not valid JSON (truncated?); give a report.json, or run again to rewrite it",
            ),
            (
                ("--history", "broken.json"),
                "broken.json:1: is not a history entry (truncated?); remove the line, or give another file",
            ),
            (("--history", "."), ": cannot be written; give another file by --history"),
            (("--history", "broken.json/h.ndjson"), "h.ndjson: cannot be written; give another file by --history"),
        ],
    )
    def test_mistakes(self, run: Run, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
        """Unusable input is reported in one line before anything is sent, and is unchanged."""
        (tmp_path / "broken.json").write_text('{"schema_version": 1, "hea')
        ended = run("--base-url", nobody(), *arguments)
        assert ended.code == 4
        assert message in ended.text
        assert (tmp_path / "broken.json").read_text() == '{"schema_version": 1, "hea'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, newer: str) -> Path:
    """Return the folder in which a run left its reports."""
    folder = tmp_path_factory.mktemp("retelling")
    ran(folder, "--base-url", newer, agents=AGENTS[3:])
    return folder / "reports" / "latest"


class TestRetelling:
    @pytest.mark.parametrize("form", FORMATS)
    def test_same_bytes(self, folder: Path, tmp_path: Path, form: str) -> None:
        """Every format is rendered later byte for byte as the run rendered it."""
        file = FORMATS[form].file
        assert main(["report", str(folder / "report.json"), "--format", form, "--output", str(tmp_path / file)]) == 0
        assert (tmp_path / file).read_bytes() == (folder / file).read_bytes()

    def test_onto_itself(self, tmp_path: Path, capsys: Texts) -> None:
        """The report itself is not overwritten."""
        file = write_json(report_of(run_of(verdict())), tmp_path / "report.json")
        before = file.read_bytes()
        assert main(["report", str(file), "--format", "md", "--output", str(file)]) == 4
        assert "report.json: is the report itself; give another file with --output" in capsys.readouterr().err
        assert file.read_bytes() == before

    @pytest.mark.parametrize(
        ("cut", "message"),
        [
            (
                lambda text: text[: len(text) // 2],
                "is not valid JSON (truncated?); give a report.json, or run again to rewrite it",
            ),
            (
                lambda text: "",
                "report.json:1: is not valid JSON (truncated?); give a report.json, or run again to rewrite it",
            ),
            (
                lambda text: text.replace('"schema_version": 1', '"schema_version": 2'),
                "has schema_version 2; this suite reads 1",
            ),
            (
                lambda text: text.replace('"pass": 1', '"pass": 2'),
                "has counts that do not match its verdicts (edited?)",
            ),
            (
                lambda text: text.replace('"outcome": "pass"', '"outcome": "fine"', 1),
                "is not a valid report: /verdicts/",
            ),
        ],
    )
    def test_damaged(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], cut: Callable[[str], str], message: str
    ) -> None:
        """A report that is truncated, edited, or made by another version is refused in one line."""
        text = json.dumps(report_of(run_of(verdict())), indent=2)
        (tmp_path / "report.json").write_text(cut(text))
        assert main(["report", str(tmp_path / "report.json"), "--format", "sarif"]) == 4
        output = capsys.readouterr()
        assert (output.out, output.err.count("\n")) == ("", 1)
        assert message in output.err
