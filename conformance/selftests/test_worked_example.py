"""The way to a new requirement that spec/README.md shows leads there: its blocks are put into a copy and run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall((ROOT / "spec" / "README.md").read_text(encoding="utf-8"))
FILES = [(path, text) for _, path, text in BLOCKS if path]
COMMANDS = [line for language, _, text in BLOCKS if language == "sh" for line in text.splitlines()]
TOOLS = {".venv/bin/pytest": "pytest", ".venv/bin/bolna-conformance": "conformance"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which the steps are taken: a file that is there goes on with what is shown."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "conformance", folder / "conformance", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "spec", folder / "spec")
    for name in ("pyproject.toml", "conftest.py", "README.md"):
        shutil.copy(ROOT / name, folder / name)
    for path, text in FILES:
        before = (folder / path).read_text(encoding="utf-8") if (folder / path).exists() else ""
        (folder / path).write_text(before + text, encoding="utf-8")
    return folder


def run(project: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command as it is shown, with the tools of this environment."""
    tool, *arguments = command.partition(" > ")[0].split()
    return subprocess.run(
        [sys.executable, "-m", TOOLS[tool], *arguments],
        cwd=project,
        env={"PYTHONPATH": str(project), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_steps() -> None:
    """It takes a row, a rule, examples, a mutant, and commands that show them; no file but the ledger was there."""
    assert [path for path, _ in FILES if (ROOT / path).exists()] == ["spec/requirements/prose.yaml"]
    assert [Path(path).parent.name for path, _ in FILES] == ["requirements", "api", "selftests", "mutants"]
    assert COMMANDS[-1] == ".venv/bin/pytest"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "4 passed"),
        (1, "2 passed"),
        (2, "SHOULD for the API, since 0.3.0"),
        (3, "| `file-name-is-no-path` | SHOULD | The name of a file holds no path. |"),
    ],
)
def test_commands(project: Path, number: int, told: str) -> None:
    """Each command says what it should; what all of it says, the last one, is for the reader."""
    done = run(project, COMMANDS[number])
    assert (done.returncode, told in done.stdout) == (0, True), done.stdout + done.stderr


def test_style(project: Path) -> None:
    """What is shown keeps the house's own order."""
    ours = "file_name_is_no_path or test_rules_file_names or uploads"
    command = [sys.executable, "-m", "pytest", "-q", "conformance/selftests/test_layers.py", "-k", ours]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, " passed" in done.stdout) == (0, True), done.stdout
