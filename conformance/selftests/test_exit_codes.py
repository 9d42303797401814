"""Every command ends with the exit codes of one table, which its help and the README show."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from conformance import cli
from conformance.cli import COMMANDS, main
from conformance.commands.exit_codes import MEANINGS, ExitCode, epilog
from conformance.model import InputError

README = Path(__file__).parents[2] / "README.md"
USELESS = {
    "run": ["--base-url", ""],
    "vendor": ["--spec-dir", "missing", "--check"],
    "explain": ["no-such-id"],
    "audit": ["missing"],
    "diff": ["missing", "missing"],
    "report": ["missing", "--format", "md"],
    "issues": ["missing", "--existing", "missing"],
    "new-rule": ["a-b"],
    "sensitivity": ["--no-such-option"],
    "redact": ["missing", "out"],
    "completion": ["no-such-shell"],
    "serve": ["--fault", "no-such-fault"],
}
"""For each command, unusable arguments."""


def ended(*arguments: str) -> int | str | None:
    """Return the exit code of a command, which argparse raises."""
    try:
        return main(arguments)
    except SystemExit as ended:
        return ended.code


@pytest.mark.parametrize("command", COMMANDS)
def test_unusable(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Unusable input and wrong usage end with 4, and a line with the reason."""
    monkeypatch.chdir(tmp_path)
    assert ended(command, *USELESS[command]) == ExitCode.UNUSABLE
    told = capfd.readouterr()
    assert told.err.strip()
    assert "Traceback" not in told.out + told.err


@pytest.mark.parametrize("port", ["-1", "65536", "x"])
def test_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A port that does not exist is refused as usage."""
    assert ended("serve", "--port", port) == ExitCode.UNUSABLE
    assert "argument --port: " in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "code"), [(["--plan"], 0), (["--help"], 0), ([], 1)])
def test_closed_pipe(arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run whose result nobody reads deviates; what judges nothing does not."""

    def closed(_: object) -> int:
        raise BrokenPipeError

    monkeypatch.setattr(cli, "_done", closed)
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    assert main(["run", *arguments]) == code


@pytest.mark.parametrize("command", COMMANDS)
def test_help(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """The help of every command has its exit codes, with the same words for those that all share."""
    monkeypatch.chdir(tmp_path)
    assert ended(command, "--help") == 0
    shown = capfd.readouterr().out
    codes = dict(re.findall(r"^  (\d)  (.+)$", shown.partition("exit codes:")[2], re.MULTILINE))
    assert codes.keys() - {"1"} == {"0", "2", "3", "4"}
    assert (codes["3"], codes["4"]) == (MEANINGS[ExitCode.BROKE], MEANINGS[ExitCode.UNUSABLE])


def test_readme() -> None:
    """The README has the table, with the same codes and no others."""
    rows = re.findall(r"^\| (\d) \| (.+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(code) for code, _ in rows] == [*ExitCode]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("cannot be used", "file", 3), ExitCode.UNUSABLE),
        (OSError(28, "No space left on device", "file"), ExitCode.UNUSABLE),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
        (ZeroDivisionError("what came from outside"), ExitCode.BROKE),
    ],
)
def test_raised(
    error: BaseException, code: ExitCode, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every exception ends with the code for who must act; no text from outside is printed."""

    def raising(_: object) -> int:
        raise error

    monkeypatch.setattr(cli, "_done", raising)
    assert main(["explain"]) == code
    assert "what came from outside" not in capsys.readouterr().err


def test_epilog() -> None:
    """A command without deviations has no 1; a command's own meaning of a code replaces the general one."""
    assert "  1  " not in epilog({})
    assert "  1  a page changed\n" in epilog({ExitCode.DEVIATES: "a page changed"})
