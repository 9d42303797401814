"""The suite on a terminal: a requirement is selected by its id, colours are optional, and pipes may end early."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.selftests.conftest import Run
from conformance.selftests.runs import ENUM

ROOT = Path(__file__).parents[2]
QUIRK = "example-matches-its-schema"


def terminal(folder: Path, columns: int, *arguments: str, **variables: str) -> str:
    """Run the suite on a terminal of its own, and return its output."""
    leader, follower = pty.openpty()
    size = {"COLUMNS": str(columns), "TERM": "xterm", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "conformance", "run", *arguments]
    with subprocess.Popen(command, cwd=folder, env=size | variables, stdout=follower, stderr=follower) as process:
        os.close(follower)
        shown = b""
        while chunk := _read(leader):
            shown += chunk
    os.close(leader)
    assert process.returncode in (0, 1)
    return shown.decode().replace("\r\n", "\n")


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65_536)
    except OSError:  # Linux raises this where the other end is closed
        return b""


class TestSelection:
    @pytest.mark.parametrize("name", [ENUM, "answer-is-not-a-server-error"])
    def test_id(self, run: Run, sound: str, name: str) -> None:
        """An id selects its requirement, not those that contain it, and is not an invalid expression."""
        ended = run("--base-url", sound, "-k", name)
        assert ended.report is not None
        assert (ended.code, [each["requirement"] for each in ended.report["verdicts"]]) == (0, [name])

    def test_mistyped(self, run: Run, sound: str) -> None:
        """An unknown id is reported with similar ones."""
        ended = run("--base-url", sound, "-k", "answer-is-not-a-sever-error")
        assert (ended.code, ended.report) == (4, None)
        assert "-k selects nothing; did you mean answer-is-not-a-server-error" in ended.text

    def test_nothing(self, run: Run, sound: str) -> None:
        """A selection of nothing that resembles no id says so too."""
        ended = run("--base-url", sound, "-k", "nosuchthing")
        assert (ended.code, ended.report) == (4, None)
        assert "nothing is selected; --co lists what is judged" in ended.text

    def test_part(self, run: Run, sound: str) -> None:
        """Anything else is a pytest expression."""
        ended = run("--base-url", sound, "-k", "body-is-json or body-is-utf")
        assert ended.report is not None
        assert {each["requirement"] for each in ended.report["verdicts"]} == {"body-is-json", "body-is-utf-8"}


class TestTerminal:
    ARGUMENTS = ("--spec", str(ROOT / "spec" / "openapi.yaml"), "-k", QUIRK)

    def test_colour_and_width(self, tmp_path: Path) -> None:
        """A terminal gets colours and folded lines, except for lines that are meant to be copied."""
        shown = terminal(tmp_path, 72, *self.ARGUMENTS)
        assert "\x1b[32m\x1b[1mresult: success" in shown or "\x1b[1m\x1b[32mresult: success" in shown
        assert [line for line in shown.split("\n") if line.startswith("            ") and len(line) > 72] == []

    def test_no_color(self, tmp_path: Path) -> None:
        """NO_COLOR is respected (https://no-color.org)."""
        assert "\x1b" not in terminal(tmp_path, 72, *self.ARGUMENTS, NO_COLOR="1")

    def test_no_terminal(self, run: Run) -> None:
        """Output to a file or a log has no colours, and its lines are not folded."""
        text = run(*self.ARGUMENTS).text
        assert "\x1b" not in text
        assert max(map(len, text.splitlines())) > 90


def test_pipe(tmp_path: Path) -> None:
    """A reader that ends early (`| head -1`) is not an error of the suite."""
    command = f"{sys.executable} -m conformance run --co -q | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert (done.stdout.count("\n"), done.stderr) == (1, "")
