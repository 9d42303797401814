"""Worked examples of the pages: their blocks are put into a copy of the project, and their commands run there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from conformance.cli import main

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NEW_RULE = re.compile(r"^    \.venv/bin/bolna-conformance (new-rule (\S+).*)$", re.MULTILINE)
_TOOLS = {".venv/bin/pytest": "pytest", ".venv/bin/bolna-conformance": "conformance"}


@dataclass(frozen=True)
class Page:
    """The files that a page shows, by their paths, and its commands."""

    files: dict[str, str]
    commands: list[str]

    def applied(self, folder: Path) -> Path:
        """Return a copy of the project in a folder, with the files of the page."""
        copy_project(folder)
        for path, text in self.files.items():
            (folder / path).write_text(text, encoding="utf-8")
        return folder


def page(path: str) -> Page:
    """Return the worked example of a page."""
    blocks = _BLOCK.findall((ROOT / path).read_text(encoding="utf-8"))
    commands = [line for language, _, text in blocks if language == "sh" for line in text.splitlines()]
    return Page({path: text for _, path, text in blocks if path}, commands)


@dataclass(frozen=True)
class Way:
    """A page's steps to one requirement."""

    rule: str
    start: tuple[str, ...]
    """The arguments of the command that writes the files."""
    files: dict[str, str]
    """Their final content, by path."""
    commands: list[str]


def read_way(path: str) -> Way:
    """Return the steps to a requirement that a page shows."""
    found = _NEW_RULE.search((ROOT / path).read_text(encoding="utf-8"))
    assert found is not None
    shown = page(path)
    return Way(found[2], tuple(found[1].split()), shown.files, shown.commands)


def copy_project(folder: Path, *ways: Way) -> None:
    """Copy the project without files that the steps have already added: a reader may have tried them."""
    shutil.copytree(ROOT / "conformance", folder / "conformance", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "spec", folder / "spec")
    for name in ("pyproject.toml", "conftest.py", "README.md"):
        shutil.copy(ROOT / name, folder / name)
    for way in ways:
        for path in way.files:
            (folder / path).unlink(missing_ok=True)
        for page in (folder / "spec" / "REQUIREMENTS.md", folder / "spec" / "SENSITIVITY.md"):
            kept = [line for line in page.read_text(encoding="utf-8").splitlines(True) if f"`{way.rule}`" not in line]
            page.write_text("".join(kept), encoding="utf-8")


def start(project: Path, command: Sequence[str]) -> list[str]:
    """Run the command that writes the files; return those that are new or changed."""
    before = contents(project)
    with chdir(project):
        assert main(command) == 0
    return sorted(path for path, text in contents(project).items() if before.get(path) != text)


def contents(project: Path) -> dict[str, str]:
    """Return the texts of all files in which a rule may be written."""
    paths = [*project.rglob("*.py"), *project.rglob("*.yaml")]
    return {path.relative_to(project).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def fill_in(project: Path, way: Way) -> None:
    """Replace what the command wrote by what the page shows."""
    for path, text in way.files.items():
        (project / path).write_text(text, encoding="utf-8")


def run(project: Path, command: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run a command as shown, with the tools of this environment, and write its output to the given file."""
    shown, _, file = command.partition(" > ")
    tool, *arguments = shlex.split(shown)
    done = subprocess.run(
        [sys.executable, "-m", _TOOLS.get(tool, tool), *arguments, *more],
        cwd=project,
        env={"PYTHONPATH": str(project), "PATH": "/usr/bin:/bin", "PYTHONPYCACHEPREFIX": f"{project}-compiled"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if file and done.returncode == 0:
        (project / file).write_text(done.stdout, encoding="utf-8")
    return done
