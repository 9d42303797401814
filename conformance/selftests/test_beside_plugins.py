"""A run has the same result whichever other pytest plugins are active."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.reference.api import KEY
from conformance.reference.data import AGENTS

# Each with the options that activate it.
PLUGINS = {
    "asyncio": ("-p", "pytest_asyncio.plugin"),
    "base-url": ("-p", "pytest_base_url.plugin"),
    "randomly": ("-p", "pytest_randomly"),
    "rerunfailures": ("-p", "pytest_rerunfailures", "--reruns=1"),
    "timeout": ("-p", "pytest_timeout", "--timeout=60"),
    "xdist": ("-p", "xdist", "-n2"),
}


def judged(folder: Path, url: str, *arguments: str) -> tuple[int, Any]:
    """Return the exit code of a run in its own process, the verdicts, and the number of requests it sent."""
    command = [sys.executable, "-m", "bolna_conformance", "run", "--base-url", url, "--report-dir", "r", *arguments]
    given = {"BOLNA_API_KEY": KEY, "BOLNA_AGENT_ID": AGENTS[3]}
    done = subprocess.run(
        command, cwd=folder, env=os.environ | given, capture_output=True, text=True, timeout=120, check=False
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    report = json.loads((folder / "r" / "report.json").read_bytes())
    verdicts = sorted((each["requirement"], each["operation"], each["outcome"]) for each in report["verdicts"])
    return done.returncode, (verdicts, report["result"], report["header"]["requests"])


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, newer: str) -> tuple[int, Any]:
    """Return the result of a run without any of them; the target deviates from the contract."""
    found = judged(tmp_path_factory.mktemp("alone"), newer)
    assert found[0] == 1
    return found


@pytest.mark.exhaustive
def test_all_at_once(tmp_path: Path, newer: str, alone: tuple[int, Any]) -> None:
    """With all plugins the verdicts and the requests are the same."""
    assert judged(tmp_path, newer, *(each for plugin in PLUGINS.values() for each in plugin)) == alone


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", PLUGINS)
def test_each(tmp_path: Path, newer: str, alone: tuple[int, Any], name: str) -> None:
    """With each plugin alone they are the same."""
    assert judged(tmp_path, newer, *PLUGINS[name]) == alone
