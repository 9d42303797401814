"""A recording is judged like the run that it was made from, and those of other tools are judged too."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from conformance.cli import main
from conformance.reference.api import KEY, Answer, Api, Call
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve
from conformance.run.settings import Options
from conformance.selftests.conftest import ONE_PLANNED, PLANNED, Run
from conformance.selftests.runs import judged

SAMPLES = Path(__file__).parent / "data" / "recordings"


def findings_of(report: dict[str, Any] | None) -> dict[str, tuple[str, list[tuple[str, int]]]]:
    """Return what a report says about each requirement on the API: the outcome, and every finding with its count."""
    assert report is not None
    return {
        each["requirement"]: (
            each["outcome"],
            sorted((found["fingerprint"], found["count"]) for found in each["findings"]),
        )
        for each in report["verdicts"]
        if each["subject"] == "api"
    }


@pytest.mark.parametrize("api", [Api, MUTANTS["list-has-neighbours-row"]])
def test_same_verdicts(run: Run, api: type[Api]) -> None:
    """A recording gives the verdicts that were given when it was made."""
    with serve(api()) as url:
        live = run("--base-url", url, "--record", "run.ndjson")
    again = run("--recording", "run.ndjson")
    assert f"recording: run.ndjson ({PLANNED} exchanges, redacted)\n" in live.text
    assert f"recorded: {PLANNED} exchanges of the contract\n" in again.text
    assert (again.code, findings_of(again.report)) == (live.code, findings_of(live.report))
    assert live.report is not None
    assert (live.report["recording"], live.report["replay"]) == ({"hidden": []}, None)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, sound: str) -> list[str]:
    """Return the lines of a recording of the sound reference."""
    file = tmp_path_factory.mktemp("recorded") / "run.ndjson"
    judged(Options(base_url=sound, record=file))
    return file.read_text(encoding="utf-8").splitlines(keepends=True)


def test_hidden(run: Run, tmp_path: Path, recorded: list[str]) -> None:
    """Redacted evidence is inconclusive on replay, and the report says why."""
    lines = [json.loads(line) for line in recorded]
    for line in lines:
        line["_conformance"]["hidden"] = ["row-id-is-unique"]
    (tmp_path / "run.ndjson").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    again = run("--recording", "run.ndjson")
    assert findings_of(again.report)["row-id-is-unique"] == ("inconclusive", [])
    assert "required data was redacted" in again.text
    assert again.report is not None
    assert again.report["replay"] == {
        "exchanges": ONE_PLANNED,
        "hidden": ["row-id-is-unique"],
        "strangers": [],
        "unusable": [],
    }


def test_target_with_a_user(run: Run, tmp_path: Path, recorded: list[str]) -> None:
    """A recording whose target has a user or a password is refused without showing either."""
    lines = [json.loads(line) for line in recorded]
    for line in lines:
        line["_conformance"]["target"]["base_url"] = "https://anna:hunter2@api.example.com"
    (tmp_path / "run.ndjson").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    ended = run("--recording", "run.ndjson")
    assert ended.code == 4
    assert "a target that no request could have been sent to" in ended.text
    assert "hunter2" not in ended.text


def test_parts(run: Run, tmp_path: Path, recorded: list[str]) -> None:
    """A recording that was split into files is one, and a truncated line costs that line only."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "1.ndjson").write_text("".join(recorded[:20]), encoding="utf-8")
    (tmp_path / "parts" / "2.ndjson").write_text("".join([*recorded[20:], recorded[0][:99]]), encoding="utf-8")
    again = run("--recording", "parts")
    assert f"recorded: {ONE_PLANNED} exchanges of the contract\n  unusable: 1\n    1 is not valid JSON\n" in again.text
    assert again.code == 0


def test_several_runs(run: Run, tmp_path: Path, recorded: list[str]) -> None:
    """Two runs are not judged as one, since lists may change in between."""
    for name in ("run.ndjson", "again.ndjson"):
        (tmp_path / name).write_text("".join(recorded), encoding="utf-8")
    ended = run("--recording", "run.ndjson", "--recording", "again.ndjson")
    assert ended.code == 4
    assert "several runs of this suite, which are judged one at a time: give one of them\n" in ended.text


def test_nothing_of_the_contract(run: Run, tmp_path: Path) -> None:
    """A recording of another API is not evidence: its contents are reported instead."""
    entry = {"request": {"method": "GET", "url": "https://example.com/users/4711"}, "response": {"status": 200}}
    log = {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [entry]}
    (tmp_path / "other.har").write_text(json.dumps({"log": log}), encoding="utf-8")
    ended = run("--recording", "other.har")
    assert (ended.code, ended.report) == (4, None)
    assert "no exchange of the contract's operations" in ended.text


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--recording", "nowhere"), "there is no such file"),
        (("--recording", ""), "there is no such file"),
        (("--recording", ".", "--base-url", "http://127.0.0.1:1"), "give one of them"),
    ],
)
def test_misuse(run: Run, arguments: tuple[str, ...], reason: str) -> None:
    """A usage error is reported in one line, before anything is judged."""
    ended = run(*arguments)
    assert (ended.code, ended.report) == (4, None)
    assert reason in ended.text


@pytest.mark.parametrize("file", ["nowhere/run.ndjson", "."])
def test_cannot_be_written(run: Run, sound: str, file: str) -> None:
    """A recording that cannot be written is refused before anything is sent."""
    ended = run("--base-url", sound, "--record", file)
    assert (ended.code, ended.report) == (4, None)
    assert "cannot be written: give a file in a folder that exists" in ended.text


def test_short_key(run: Run, sound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that redaction cannot use is refused before anything is sent."""
    monkeypatch.setenv("CONFORMANCE_REDACTION_KEY", "short")
    ended = run("--base-url", sound, "--record", "run.ndjson")
    assert (ended.code, ended.report) == (4, None)
    assert "CONFORMANCE_REDACTION_KEY is shorter than 16" in ended.text


class Destroyer(Api):
    """Removes the folder in which it is recorded."""

    folder = Path()

    def answer(self, call: Call) -> Answer:
        """Answer a call."""
        shutil.rmtree(self.folder, ignore_errors=True)
        return super().answer(call)


def test_can_no_longer_be_written(run: Run, tmp_path: Path) -> None:
    """A run whose recording cannot be written fails, and still writes its report."""
    api = Destroyer()
    api.folder = tmp_path / "records"
    api.folder.mkdir()
    with serve(api) as url:
        ended = run("--base-url", url, "--record", "records/run.ndjson", "-k", "row-id-is-unique")
    assert ended.report is not None
    assert (ended.code, ended.report["result"]) == (1, "failure")
    assert "no recording: " in ended.text


def log(folder: Path, kind: str, name: str) -> None:
    """Write what a mutant answered to a log in an invented format."""
    call = Call("GET", f"/batches/{AGENTS[3]}/all", (("Authorization", f"Bearer {KEY}"),))
    answer = MUTANTS[name]().answer(call)
    record = {"at": {"url": f"https://api.example.com{call.target}"}, "code": 200, "text": answer.body.decode()}
    if kind == "ndjson":
        (folder / "log").write_text(f"{json.dumps(record)}\n{json.dumps(record)}\n{{\n", encoding="utf-8")
    else:
        parquet.write_table(pyarrow.Table.from_pylist([record, record]), folder / "log")


MAP = "path=at.url,status=code,body=text"


@pytest.mark.parametrize("kind", ["ndjson", "parquet"])
def test_logs(run: Run, tmp_path: Path, kind: str) -> None:
    """A log is judged, and redacted, by a mapping of its fields; without one, the missing fields are reported."""
    log(tmp_path, kind, "updated-at-second-89")
    ended = run("--recording", "log", "--map", MAP)
    deviation = "schema:#/components/schemas/Batch/properties/updated_at/format"
    assert (ended.code, ended.must_failed()) == (1, {deviation})
    assert "recorded: 2 exchanges of the contract\n" in ended.text
    assert "\n  recorded  log@0\n" in ended.text
    assert "  repeat" not in ended.text
    assert main(["redact", str(tmp_path / "log"), str(tmp_path / "clean.ndjson"), "--map", MAP]) == 0
    assert judged(Options(recordings=[str(tmp_path / "clean.ndjson")])).must_failed() == {deviation}
    without = run("--recording", "log")
    assert (without.code, "; logs are read with --map" in without.text) == (4, True)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--map", MAP), "--map says how to read logs: give them by --recording"),
        (("--recording", "log", "--map", "path=at.url"), "must read path=…,status=…,body=…"),
        (("--recording", "log", "--map", "path=at.uri,status=code,body=text"), "its fields are at, code, text"),
    ],
)
def test_misuse_of_a_map(run: Run, tmp_path: Path, arguments: tuple[str, ...], reason: str) -> None:
    """A usage error is reported in one line, before anything is judged."""
    log(tmp_path, "ndjson", "updated-at-second-89")
    ended = run(*arguments)
    assert (ended.code, reason in ended.text) == (4, True)


@pytest.mark.parametrize("sample", ["chromium.har", "mitmproxy.har", "schemathesis.ndjson", "vcrpy.yaml"])
def test_samples(sample: str) -> None:
    """What other tools recorded of the sound reference breaks no MUST."""
    ended = judged(Options(recordings=[str(SAMPLES / sample)]))
    assert (ended.code, ended.must_failed()) == (0, set())
    assert "recorded: " in ended.text
    assert ended.report is not None
    assert {each["place"] for each in ended.report["replay"]["strangers"]} >= {"GET /health"} or "schema" in sample
    assert str(SAMPLES.parent) not in json.dumps(ended.report)


def test_sample_of_a_mutant() -> None:
    """What another tool recorded of a mutant breaks what the mutant breaks."""
    ended = judged(Options(recordings=[str(SAMPLES / "mitmproxy-mutant.har")]))
    assert (ended.code, ended.must_failed()) == (1, {"schema:#/components/schemas/Batch/properties/status/enum"})
