"""A project may have its own `conformance/` package: neither replaces the other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.contract.load import SPEC

PYTEST = ("-m", "pytest", "--disable-plugin-autoload", "-q")
OPTIONS = ("-p", "bolna-conformance-options")  # as pytest loads it automatically, without the plugins of others
DOCUMENT = ("run", "--spec", str(SPEC / "openapi.yaml"), "-k", "nothing-is-deprecated", "-q")
THEIR_TESTS = """
import sys
from conformance.client import ANSWER
def test():
    assert ANSWER == 42
    assert [name for name in sys.modules if name.startswith("conformance.")] == ["conformance.client"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with a package of that name, and a test of it."""
    (tmp_path / "conformance").mkdir()
    (tmp_path / "conformance" / "__init__.py").touch()
    (tmp_path / "conformance" / "client.py").write_text("ANSWER = 42\n")
    (tmp_path / "test_client.py").write_text(THEIR_TESTS)
    return tmp_path


def ended(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Return the exit code of Python in a folder, and its output."""
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


def script(name: str) -> str:
    """Return a command of this environment: Python does not look for its modules in the working directory."""
    return str(Path(sys.executable).with_name(name))


class TestTheirTests:
    @pytest.mark.parametrize("command", [PYTEST, (script("pytest"), *PYTEST[2:], "--rootdir=.")])
    def test_bare(self, project: Path, command: tuple[str, ...]) -> None:
        """Their tests import their package, and nothing of ours is loaded."""
        code, output = ended(project, *command, *OPTIONS)
        assert (code, "1 passed" in output) == (0, True), output

    def test_kit(self, project: Path) -> None:
        """Where our package is imported, a test that needs theirs fails with a line that says so and how to fix it."""
        code, output = ended(project, *PYTEST, "-p", "bolna_conformance.kit")
        assert code == 2, output
        line = f"in this process conformance is that of bolna-conformance, not {project / 'conformance'}; run"
        assert output.count(line) == 1, output

    def test_kit_alone(self, project: Path) -> None:
        """The kit serves tests that do not need their package."""
        (project / "test_kit.py").write_text("def test(contract): assert contract\n")
        code, output = ended(project, *PYTEST, "-p", "bolna_conformance.kit", "test_kit.py")
        assert (code, "1 passed" in output) == (0, True), output

    def test_folder(self, project: Path) -> None:
        """A folder that is not a package never comes first."""
        (project / "conformance" / "__init__.py").unlink()
        (project / "test_client.py").write_text("def test(contract): assert contract\n")
        code, output = ended(project, *PYTEST, "-p", "conformance.kit")
        assert (code, "1 passed" in output) == (0, True), output


class TestCommand:
    def test_module(self, project: Path) -> None:
        """`python -m bolna_conformance` runs our suite beside theirs."""
        code, output = ended(project, "-m", "bolna_conformance", *DOCUMENT)
        assert (code, "nothing-is-deprecated" in output) == (0, True), output

    def test_script(self, project: Path) -> None:
        """So does the command, where the environment puts their package first."""
        code, output = ended(project, script("bolna-conformance"), *DOCUMENT, PYTHONPATH=str(project))
        assert (code, "nothing-is-deprecated" in output) == (0, True), output

    def test_taken(self, project: Path) -> None:
        """Where their package was imported first, there is one line and no traceback."""
        program = "import conformance; from bolna_conformance.cli import main; raise SystemExit(main(['--version']))"
        code, output = ended(project, "-c", program)
        taken = f"bolna-conformance: in this process conformance is {project / 'conformance'}, which was imported first"
        assert (code, output.startswith(taken), output.count("\n")) == (4, True, 1), output

    def test_kit_taken(self, project: Path) -> None:
        """Under pytest there is no traceback either."""
        (project / "conftest.py").write_text("import conformance\npytest_plugins = ['bolna_conformance.kit']\n")
        code, output = ended(project, *PYTEST)
        assert (code, "which was imported first" in output, "Traceback" in output) == (4, True, False), output
