"""With pytest-xdist a run stays in one process, and the self-tests are distributed by default."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from conformance.plugin.spreading import pytest_cmdline_main
from conformance.reference.api import Answer, Api, Call
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve
from conformance.selftests.conftest import REFERENCE_PLANNED, Ended, Run

ROOT = Path(__file__).parents[2]
OF_ONE_RUN = re.compile(r"127\.0\.0\.1:\d+|X-Request-Id: \S+|\d+\.\d+s.*|=+")


class Counting(Api):
    """An API that counts its requests."""

    def __init__(self, api: Api) -> None:
        super().__init__()
        self.api = api
        self.calls = 0

    def answer(self, call: Call) -> Answer:
        """Count a call, and answer it as the other API does."""
        self.calls += 1
        return self.api.answer(call)


def final_lines(ended: Ended) -> list[str]:
    """Return the final output of a run, without what differs between any two."""
    return OF_ONE_RUN.sub("", ended.text.partition("= FAILURES =")[2]).splitlines()


def verdicts(ended: Ended) -> list[Any]:
    """Return the verdicts in the report of a run, without their times and request numbers."""
    assert ended.report is not None
    return [{**each, "age": None} for each in ended.report["verdicts"]]


@pytest.mark.exhaustive
def test_live(tmp_path: Path, run: Run) -> None:
    """Beside distributed tests of the user, a run sends and reports the same as without workers."""
    (tmp_path / "test_own.py").write_text("def test_own() -> None:\n    pass\n", encoding="utf-8")
    runs = []
    for number, workers in enumerate(((), ("-n", "2"))):
        api = Counting(MUTANTS["status-is-newer"]())
        with serve(api) as url:
            given = ("test_own.py", "--max-requests", "30", "--history", f"history-{number}.ndjson")
            runs.append((run("--base-url", url, *given, *workers), api.calls))
    (alone, calls), (spread, spread_calls) = runs
    assert ("created: 2/2 workers" in alone.text, "created: 2/2 workers" in spread.text) == (False, True)
    assert (calls, spread_calls) == (30, 30)
    assert (alone.code, spread.code) == (1, 1)
    assert ("\ntest_api.py " in alone.text, "\ntest_api.py " in spread.text) == (True, True)
    assert final_lines(alone) == final_lines(spread)
    assert verdicts(alone) == verdicts(spread)


@pytest.mark.parametrize("options", [("-n", "2"), ("-p", "no:xdist")])
def test_alone(run: Run, sound: str, options: Sequence[str]) -> None:
    """A run on its own uses no workers, even on request, and does not need pytest-xdist."""
    ended = run("--base-url", sound, "-k", "not-a-server-error", *options)
    assert (ended.code, "workers" in ended.text) == (0, False)


def test_nothing_for_workers(tmp_path: Path, run: Run, sound: str) -> None:
    """If only the run has something to do, it decides the exit code."""
    (tmp_path / "own").mkdir()
    ended = run("own", "--base-url", sound, "-n", "1", "-k", "not-a-server-error")
    assert (ended.code, "created: 1/1 worker\n" in ended.text) == (0, True)


def offline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in the project's folder, as if there were two cores."""
    environment = {**os.environ, "PYTEST_XDIST_AUTO_NUM_WORKERS": "2"}
    command = [sys.executable, "-m", "pytest", *arguments, "-p", "no:cacheprovider"]
    command += ["--report-dir", str(folder / "report"), "--history", str(folder / "history.ndjson")]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


SOME = ("conformance/suite", "conformance/selftests", "--ignore-glob", "*/selftests/test_[!b]*.py")
"""Everything that runs by default, except most of the self-tests."""


@pytest.mark.exhaustive
def test_offline(tmp_path: Path) -> None:
    """The self-tests are distributed over all cores automatically; the run beside them is not."""
    done = offline(tmp_path, *SOME)
    assert (done.returncode, "created: 2/2 workers\n" in done.stdout) == (0, True), done.stdout
    report = json.loads((tmp_path / "report" / "report.json").read_bytes())
    assert (report["footer"], report["header"]["requests"]) == ({"complete": True}, REFERENCE_PLANNED)
    for line in (
        f"requests: {REFERENCE_PLANNED} planned, .*",
        rf"\d+ requirements judged with {REFERENCE_PLANNED} requests: .*",
    ):
        assert len(re.findall(f"^{line}$", done.stdout, re.MULTILINE)) == 1
    assert re.search(r" \d+ passed, \d+ advisory, \d+ inapplicable, \d+ waived in ", done.stdout)


def options(**given: object) -> Namespace:
    """Return the options of a run as pytest and pytest-xdist have them by default, with changes."""
    return Namespace(**{"numprocesses": None, "dist": "no", "tx": [], "capture": "fd", **given})


def config(option: Namespace, *arguments: str) -> Any:
    """Return the configuration that a hook sees in the project's folder."""
    return Namespace(
        option=option,
        args=list(arguments),
        invocation_params=Namespace(dir=ROOT),
        pluginmanager=Namespace(hasplugin=lambda name: name == "xdist"),
    )


@pytest.mark.parametrize("arguments", [["conformance/suite", "conformance/selftests"], ["conformance"], ["."]])
def test_spread(arguments: Sequence[str]) -> None:
    """If all self-tests are requested, they are distributed over all cores."""
    option = options()
    pytest_cmdline_main(config(option, *arguments))
    assert (option.numprocesses, option.dist) == ("auto", "worksteal")


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({}, "conformance/suite"),
        ({"numprocesses": 2}, "conformance/suite/test_api.py"),
        ({"numprocesses": 2, "base_url": "http://127.0.0.1:1"}, "conformance/selftests"),
    ],
)
def test_not_spread(given: Mapping[str, object], argument: str) -> None:
    """If only an API is judged, nothing is distributed."""
    option = options(**given)
    pytest_cmdline_main(config(option, argument))
    assert option.numprocesses == 0


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({}, "conformance/selftests/test_badge.py"),
        ({}, "conformance/selftests/test_badge.py::test_live"),
        ({"numprocesses": 3}, "."),
        ({"dist": "load", "tx": ["popen"]}, "."),
        ({"keyword": "badge"}, "."),
        ({"usepdb": True}, "."),
        ({"capture": "no"}, "."),
        ({"collectonly": True}, "."),
        ({"plan": True}, "."),
        ({"base_url": "http://127.0.0.1:1"}, "."),
        ({"recording": ["traffic.har"]}, "."),
        ({"spec": "other.yaml"}, "."),
    ],
)
def test_left_as_it_is(given: Mapping[str, object], argument: str) -> None:
    """A few self-tests, another API and a run with explicit options are left as they are."""
    option, before = options(**given), options(**given)
    pytest_cmdline_main(config(option, argument))
    assert option == before
