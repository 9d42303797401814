"""With pytest-xdist a run stays one, and the self-tests are spread where nobody says otherwise."""

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
from conformance.selftests.conftest import Ended, Run

ROOT = Path(__file__).parents[2]
OF_ONE_RUN = re.compile(r"127\.0\.0\.1:\d+|X-Request-Id: \S+|\d+\.\d+s|=+")
OF_WORKERS = re.compile(r"^(created: .*|\d+ workers \[.*| +\[100%\]|)\n", re.MULTILINE)


class Counting(Api):
    """An API that counts what it is asked."""

    def __init__(self, api: Api) -> None:
        super().__init__()
        self.api = api
        self.calls = 0

    def answer(self, call: Call) -> Answer:
        """Count a call, and answer it as the other API does."""
        self.calls += 1
        return self.api.answer(call)


def told(ended: Ended) -> list[str]:
    """Return the lines that a run said, without what differs between any two."""
    return OF_ONE_RUN.sub("", OF_WORKERS.sub("", ended.text)).splitlines()


def verdicts(ended: Ended) -> list[Any]:
    """Return the verdicts in the report of a run, without how long ago and by which request they came about."""
    assert ended.report is not None
    return [{**each, "age": None} for each in ended.report["verdicts"]]


def test_live(run: Run) -> None:
    """A live run with workers sends what it sends without any, below the same ceiling, and says the same in all."""
    runs = []
    for number, workers in enumerate(((), ("-n", "2"))):
        api = Counting(MUTANTS["status-is-newer"]())
        with serve(api) as url:
            options = ("--explore", "30", "--history", f"history-{number}.ndjson", *workers)
            runs.append((run("--base-url", url, *options), api.calls))
    (alone, calls), (spread, spread_calls) = runs
    assert "created: 2/2 workers" in spread.text
    assert (calls, spread_calls) == (60, 60)
    assert (alone.code, spread.code) == (1, 1)
    assert told(alone) == told(spread)
    assert verdicts(alone) == verdicts(spread)


def offline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in the project's folder, as if there were two cores."""
    environment = {**os.environ, "PYTEST_XDIST_AUTO_NUM_WORKERS": "2"}
    command = [sys.executable, "-m", "pytest", "--report-dir", str(folder / "report"), "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


SOME = ("conformance/suite", "conformance/selftests", "--ignore-glob", "*/selftests/test_[!b]*.py")
"""All that is asked for by default, apart from most of the self-tests."""


@pytest.mark.parametrize(("arguments", "workers"), [(SOME, 2), ((*SOME, "-p", "no:xdist"), 0)])
def test_offline(tmp_path: Path, arguments: Sequence[str], workers: int) -> None:
    """The self-tests are spread over all cores by themselves; the run beside them stays one."""
    done = offline(tmp_path, *arguments)
    created = re.search(r"^created: (\d)/\d workers$", done.stdout, re.MULTILINE)
    assert (done.returncode, int(created[1]) if created else 0) == (0, workers), done.stdout
    report = json.loads((tmp_path / "report" / "report.json").read_bytes())
    assert (report["footer"], report["header"]["requests"]) == ({"complete": True}, 60)
    for line in (
        "requests: 42 planned, up to 20 more to explore, 60 at most, 10 s each at most",
        "157 requirements judged with 60 requests: 2 SHOULD fail, 4 inapplicable, 95 pass, 56 waived",
    ):
        assert done.stdout.splitlines().count(line) == 1
    assert re.search(r" \d+ passed, 2 advisory, 4 inapplicable, 56 waived in ", done.stdout)


def options(**given: object) -> Namespace:
    """Return the options of a run as pytest and pytest-xdist have them by default, apart from those given."""
    return Namespace(**{"numprocesses": None, "dist": "no", "tx": [], "capture": "fd", **given})


def config(option: Namespace, *arguments: str) -> Any:
    """Return what a hook sees of a run in the project's folder."""
    return Namespace(
        option=option,
        args=list(arguments),
        invocation_params=Namespace(dir=ROOT),
        pluginmanager=Namespace(hasplugin=lambda name: name == "xdist"),
    )


@pytest.mark.parametrize("arguments", [["conformance/suite", "conformance/selftests"], ["conformance"], ["."]])
def test_spread(arguments: Sequence[str]) -> None:
    """Where all self-tests are asked for, every core has its part."""
    option = options()
    pytest_cmdline_main(config(option, *arguments))
    assert (option.numprocesses, option.dist) == ("auto", "worksteal")


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({}, "conformance/selftests/test_badge.py"),
        ({}, "conformance/selftests/test_badge.py::test_live"),
        ({}, "conformance/suite"),
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
    """A part of them, another API and a run that is told how to run are left as they are."""
    option, before = options(**given), options(**given)
    pytest_cmdline_main(config(option, argument))
    assert option == before
