"""The options of a run, as pytest sees them before it loads the plugin."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from importlib.metadata import distribution
from pathlib import Path

import pytest

from bolna_conformance.options import pytest_addoption
from conformance.run.options import OPTIONS
from conformance.selftests.makers import REPORTS

ROOT = Path(__file__).parents[2]


class _Group:
    def __init__(self) -> None:
        self.names: list[str] = []

    def addoption(self, name: str, **_: object) -> None:
        self.names.append(name)


class _Parser:
    """Stands in for pytest's parser, and records what is declared."""

    def __init__(self) -> None:
        self.group = _Group()

    def getgroup(self, *_: str) -> _Group:
        return self.group


def test_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is declared in other projects that share the environment."""
    monkeypatch.chdir(tmp_path)
    parser = _Parser()
    pytest_addoption(parser)
    assert parser.group.names == []


@pytest.mark.parametrize(
    ("plugins", "left"), [((), set[str]()), (("timeout", "base_url"), {"--timeout", "--base-url"})]
)
def test_here(monkeypatch: pytest.MonkeyPatch, plugins: tuple[str, ...], left: set[str]) -> None:
    """Every option is declared in a checkout of the suite, except those that installed plugins declare."""
    monkeypatch.chdir(ROOT)
    installed = [metadata.EntryPoint(name, "module", "pytest11") for name in plugins]
    monkeypatch.setattr(metadata, "entry_points", lambda *, group: installed if group == "pytest11" else [])
    parser = _Parser()
    pytest_addoption(parser)
    assert [name for name in OPTIONS if name not in left] == parser.group.names


def test_value_that_is_a_folder(tmp_path: Path) -> None:
    """A folder that exists elsewhere is used for the report, and not as the tests to run."""
    command = [sys.executable, "-m", "pytest", "--spec", "spec/openapi.yaml", "--report-dir", str(tmp_path), "-q"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == REPORTS, done.stderr


def test_light() -> None:
    """Unrelated pytest runs load two small modules of ours, in a small part of the time that pytest takes."""
    program = (
        "import sys, time\n"
        "import pytest\n"
        "pytests, held = time.process_time(), set(sys.modules)\n"
        "import bolna_conformance.options\n"
        "print((time.process_time() - pytests) / pytests)\n"
        "print(sorted(set(sys.modules) - held))\n"
    )
    ratio, modules = subprocess.check_output([sys.executable, "-c", program], text=True).splitlines()
    assert modules == "['bolna_conformance', 'bolna_conformance.options']"
    assert float(ratio) < 0.05


def test_entry_point() -> None:
    """That is all that pytest loads of ours automatically."""
    ours = distribution("bolna-conformance").entry_points.select(group="pytest11")
    assert [each.value for each in ours] == ["bolna_conformance.options"]
