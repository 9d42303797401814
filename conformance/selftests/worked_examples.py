"""Pages with worked examples: their blocks are put into a copy of the project, and their commands are run there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TOOLS = {".venv/bin/pytest": "pytest", ".venv/bin/bolna-conformance": "conformance"}
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*")


@dataclass(frozen=True)
class Page:
    """The files that a page shows, by their paths, and its commands."""

    files: dict[str, str]
    commands: list[str]

    def applied(self, folder: Path) -> Path:
        """Return a copy of the project in a folder, with the files of the page."""
        for name in ("conformance", "spec"):
            shutil.copytree(ROOT / name, folder / name, ignore=_LEFT_OUT)
        for name in ("pyproject.toml", "conftest.py", "README.md"):
            shutil.copy(ROOT / name, folder / name)
        for path, text in self.files.items():
            (folder / path).write_text(text, encoding="utf-8")
        return folder


def page(path: str) -> Page:
    """Return the worked example of a page."""
    blocks = _BLOCK.findall((ROOT / path).read_text(encoding="utf-8"))
    commands = [line for language, _, text in blocks if language == "sh" for line in text.splitlines()]
    return Page({path: text for _, path, text in blocks if path}, commands)


def run(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command as it is shown, with the tools of this environment."""
    tool, *arguments = command
    return subprocess.run(
        [sys.executable, "-m", _TOOLS.get(tool, tool), *arguments],
        cwd=project,
        env={"PYTHONPATH": str(project), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
