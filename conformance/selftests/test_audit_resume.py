"""A killed audit resumes where it stopped, and a checkpoint is never used for another audit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from conformance.archive.audit import Task, audit
from conformance.cli import main
from conformance.contract.load import SPEC
from conformance.exchange.recordings.shards import shards_of
from conformance.selftests.audits import here, lines
from conformance.selftests.servers import PATIENCE, heed_interrupts

FILES = 6
MANY = 5_000
"""So many rows that a waiting process has time to act before they are judged."""
PACKAGE = Path(__file__).parents[2]


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of logs, each of them one part."""
    (tmp_path / "logs").mkdir()
    write(tmp_path, 100)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, rows: int, *large: int) -> None:
    """Write logs of some rows; the logs with the given numbers get very many."""
    for number in range(FILES):
        text = "\n".join(map(json.dumps, lines(MANY if number in large else rows)))
        (folder / "logs" / f"{number}.ndjson").write_text(text)


def arguments(checkpoint: str = "checkpoint.json", *more: str) -> list[str]:
    return ["audit", "logs", "--checkpoint", checkpoint, "--output", "summary.json", "--processes", "1", *more]


def done(folder: Path) -> int:
    file = folder / "checkpoint.json"
    return len(json.loads(file.read_bytes())["done"]) if file.exists() else 0


def summary(folder: Path) -> Any:
    return json.loads((folder / "summary.json").read_bytes())


def is_alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc for what is left behind")
def test_killed(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A killed process leaves no orphan; the next one judges the rest and ends like an uninterrupted audit."""
    write(logs, 50, 2)
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    command = [sys.executable, "-m", "conformance", *arguments()]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and done(logs) < 2:
            time.sleep(0.02)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.send_signal(signal.SIGKILL)
        process.wait()
    before = done(logs)
    assert 2 <= before < FILES
    assert children
    end = time.monotonic() + PATIENCE
    while any(map(is_alive, map(int, children))) and time.monotonic() < end:
        time.sleep(0.05)
    assert [child for child in children if is_alive(int(child))] == []

    assert main(arguments()) == 1
    assert f"checkpoint.json: {before} of {FILES} parts were judged before\n" in capsys.readouterr().err
    resumed = summary(logs)
    assert main(arguments("another.json")) == 1
    assert resumed == summary(logs)
    assert done(logs) == FILES
    assert "judged before" not in capsys.readouterr().err


def begin() -> None:
    """Judge everything in this process, and keep the checkpoint."""
    mapping = tuple((name, name) for name in ("body", "path", "status"))
    tasks = [Task(shard, mapping, str(SPEC / "openapi.yaml")) for shard in shards_of(["logs"])]
    audit(tasks, here, Path("checkpoint.json"), lambda task, summary: None)


def test_interrupted(logs: Path) -> None:
    """Ctrl-C ends the audit at once, with one line."""
    write(logs, 50, 1, 2, 3)
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    command = [sys.executable, "-m", "conformance", *arguments()]
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heed_interrupts,  # noqa: PLW1509 - it takes no lock
    ) as process:
        while process.poll() is None and done(logs) < 1:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        out, error = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, error) == (2, "", "interrupted; the same command continues\n")


class TestCheckpoint:
    def changed(self, folder: Path, change: str) -> list[str]:
        """Change one input of an audit; return its arguments."""
        if change == "content":
            file = folder / "logs" / "0.ndjson"
            file.write_text(file.read_text().replace("batches", "batchez"))
        elif change == "more":
            (folder / "logs" / "9.ndjson").write_text("{}")
        elif change == "map":
            return arguments("checkpoint.json", "--map", "path=path,status=status,body=body,headers=headers")
        elif change == "contract":
            (folder / "other.yaml").write_text((SPEC / "openapi.yaml").read_text() + "\n# changed\n")
            return arguments("checkpoint.json", "--spec", "other.yaml")
        return arguments()

    @pytest.mark.parametrize("change", ["content", "more", "map", "contract", "cut"])
    def test_other(self, logs: Path, capsys: pytest.CaptureFixture[str], change: str) -> None:
        """A checkpoint of another audit is refused in one line, and not changed."""
        begin()
        file = logs / "checkpoint.json"
        if change == "cut":
            file.write_bytes(file.read_bytes()[:-100])
        held = file.read_bytes()
        assert main(self.changed(logs, change)) == 4
        printed = capsys.readouterr().err
        assert (printed.count("\n"), "remove it, or name another one" in printed) == (1, True)
        assert file.read_bytes() == held

    def test_version(self, logs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        """A checkpoint of another version of the suite is refused."""
        begin()
        monkeypatch.setattr("conformance.archive.audit.__version__", "9")
        assert main(arguments()) == 4
        assert "another audit" in capsys.readouterr().err

    def test_any_folder(self, logs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        """The audit is the same from every current folder."""
        begin()
        monkeypatch.chdir(logs / "logs")
        assert main(["audit", "..//logs", "--checkpoint", "../checkpoint.json"]) == 1
        assert f"{FILES} of {FILES} parts were judged before" in capsys.readouterr().err

    @pytest.mark.parametrize("option", ["--checkpoint", "--output"])
    def test_unwritable(self, logs: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
        """An unwritable output is reported before anything is judged."""
        for name in ("nowhere/a.json", "logs"):
            assert main(["audit", "logs", option, name]) == 4
            assert f"{name}: cannot be written" in capsys.readouterr().err
