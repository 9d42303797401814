"""A shell completes commands, options, files and ids: shown by bash itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import shtab

from conformance.cli import main

BASH = shutil.which("bash") or ""
ASK = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
_shtab_bolna_conformance "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script for bash, as the command prints it."""
    from contextlib import redirect_stdout

    path = tmp_path_factory.mktemp("completion") / "script"
    with path.open("w") as file, redirect_stdout(file):
        assert main(["completion", "bash"]) == 0
    return str(path)


@pytest.mark.skipif(not BASH, reason="there is no bash on this machine")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["rep"], "report"),
        (["report", "--form"], "--format"),
        (["run", "--fail-on-"], "--fail-on-new"),
        (["run", "--fail-on", "sh"], "should"),
        (["run", "-k", "body-is-js"], "body-is-json"),
        (["explain", "body-is-js"], "body-is-json"),
        (["diff", "old.y"], "old.yaml"),
    ],
)
def test_bash(tmp_path: Path, script: str, words: list[str], found: str) -> None:
    """Bash offers what fits at the cursor."""
    (tmp_path / "old.yaml").touch()
    command = [BASH, "-c", ASK, "bash", script, "bolna-conformance", *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True)
    assert found in done.stdout.split()


@pytest.mark.parametrize("shell", shtab.SUPPORTED_SHELLS)
def test_every_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """There is a script for each shell that is offered."""
    assert main(["completion", shell]) == 0
    assert "bolna" in capsys.readouterr().out
