"""An interrupted run leaves a complete report of what was judged until then."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conformance.plugin.interrupts import Interrupts
from conformance.reference.api import KEY, Answer, Api, Call
from conformance.reference.data import AGENTS
from conformance.reference.server import serve
from conformance.selftests.advice import KNOWN
from conformance.selftests.large_document import large_document
from conformance.selftests.makers import REPORTS
from conformance.selftests.servers import PATIENCE, Server, answer, heed_interrupts, nobody, silence
from conformance.selftests.servers import serve as serve_scripts

ROOT = Path(__file__).parents[2]
OPERATION = "GET /batches/{agent_id}/all"
PROGRAM = ("-m", "conformance")


class Slow(Api):
    """An API that answers some calls at once, and all later ones slowly."""

    def __init__(self, fast: int) -> None:
        super().__init__()
        self.calls = 0
        self.fast = fast

    def answer(self, call: Call) -> Answer:
        """Answer, after a while."""
        self.calls += 1
        if self.calls > self.fast:
            time.sleep(0.4)
        return super().answer(call)


def start(folder: Path, url: str, *arguments: str, program: Sequence[str] = PROGRAM) -> subprocess.Popen[str]:
    """Start a run in its own process."""
    environment = {**os.environ, "BOLNA_API_KEY": KEY, "BOLNA_AGENT_ID": AGENTS[0], "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *program, "run", "--base-url", url, "--report-dir", "report", *arguments]
    return subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=heed_interrupts,  # noqa: PLW1509 - it takes no lock
    )


def interrupted(run: subprocess.Popen[str], when: Callable[[], bool], number: signal.Signals) -> tuple[int, str]:
    """Send a signal to a run once a condition holds; return its exit code and its output."""
    end = time.monotonic() + PATIENCE
    while not when():
        assert time.monotonic() < end
        time.sleep(0.05)
    run.send_signal(number)
    text, _ = run.communicate(timeout=PATIENCE)
    return run.returncode, text


def report_in(folder: Path) -> dict[str, Any]:
    """Return the report; only its other formats are beside it, and all are complete."""
    folder = folder / "report"
    assert sorted(path.name for path in folder.iterdir()) == REPORTS
    json.loads((folder / "report.sarif").read_text(encoding="utf-8"))
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.exhaustive)])
def test_while_sending(tmp_path: Path, number: signal.Signals) -> None:
    """Answered requests are judged, the others are inconclusive, and the report is marked as incomplete."""
    api = Slow(6)
    with serve(api) as url:
        code, text = interrupted(start(tmp_path, url), lambda: api.calls > 8, number)
    report = report_in(tmp_path)
    assert (code, report["footer"], report["result"]) == (2, {"complete": False}, "failure")
    troubles = [each["trouble"]["kind"] for each in report["exchanges"] if each["trouble"]]
    assert {*troubles} == {"interrupted"}
    assert 0 < len(troubles) < len(report["exchanges"]) == report["header"]["planned"]
    outcomes = {each["requirement"]: each["outcome"] for each in report["verdicts"] if each["operation"] == OPERATION}
    assert outcomes["valid-request-succeeds"] == "pass"
    assert outcomes["malformed-parameter-is-refused"] == "inconclusive"
    failed = {name for name, outcome in outcomes.items() if outcome in ("fail", "error")}
    assert failed == KNOWN
    assert "result: failure (incomplete: the run was cut short)" in text
    assert "Traceback" not in text


def test_while_nothing_comes(tmp_path: Path) -> None:
    """A run that waits for its first answer ends at once, with all inconclusive that the contract does not rule out."""
    with serve_scripts(silence) as server:
        # Without the signal it would wait longer than this test.
        run = start(tmp_path, server.base_url, "--timeout", str(2 * PATIENCE))
        code, _ = interrupted(run, lambda: bool(server.requests), signal.SIGINT)
    report = report_in(tmp_path)
    assert (code, report["footer"], report["result"]) == (2, {"complete": False}, "failure")
    assert {each["outcome"] for each in report["verdicts"]} == {"inconclusive", "inapplicable"}
    assert report["counts"]["inconclusive"] > 1
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("arguments", "script"),
    [
        (["--rate", "0.01"], answer()),
        pytest.param([], answer(b"", "Retry-After: 60", status="429 Too Many Requests"), marks=pytest.mark.exhaustive),
    ],
    ids=["turn", "429"],
)
def test_while_waiting(tmp_path: Path, arguments: list[str], script: bytes) -> None:
    """A run that waits for its turn, or after a 429, ends at once."""
    with serve_scripts(script) as server:
        code, _ = interrupted(start(tmp_path, server.base_url, *arguments), _asked(server), signal.SIGTERM)
    assert (code, report_in(tmp_path)["footer"]) == (2, {"complete": False})
    assert len(server.requests) == 1


def _asked(server: Server) -> Callable[[], bool]:
    def when() -> bool:
        if server.requests:
            time.sleep(0.5)
        return bool(server.requests)

    return when


def reaching(module: str, name: str) -> tuple[str, ...]:
    """Return a program that writes a file `reached` once a function of a module is called, and takes long over it."""
    script = f"""
import {module} as module
import pathlib, sys, time
def slowly(*given, former=module.{name}):
    pathlib.Path("reached").touch()
    time.sleep(0.2)
    return former(*given)
module.{name} = slowly
from conformance.cli import main
sys.exit(main(sys.argv[1:]))
"""
    return "-c", script


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_while_planning(tmp_path: Path, number: signal.Signals) -> None:
    """A run that plans ends, does not plan again, and leaves a report in which nothing was judged."""
    program = reaching("conformance.exchange.gather", "generate")
    (tmp_path / "many.yaml").write_text(large_document(), encoding="utf-8")
    (tmp_path / "target.yaml").write_text("parameters: {}\nsecurity: {bearerAuth: BOLNA_API_KEY}\n", encoding="utf-8")
    given = ("--spec", "many.yaml", "--target", "target.yaml")
    run = start(tmp_path, nobody(), *given, program=program)
    code, text = interrupted(run, (tmp_path / "reached").exists, number)
    report = report_in(tmp_path)
    assert (code, report["footer"], report["result"]) == (2, {"complete": False}, "failure")
    assert (report["verdicts"], report["exchanges"], report["header"]["planned"]) == ([], [], 0)
    assert "Traceback" not in text


def test_while_judging(tmp_path: Path) -> None:
    """The operations that were judged by then are reported, and are not judged again."""
    program = reaching("conformance.verdict.suite", "judge")
    (tmp_path / "many.yaml").write_text(large_document(20), encoding="utf-8")
    (tmp_path / "target.yaml").write_text("parameters: {}\nsecurity: {bearerAuth: BOLNA_API_KEY}\n", encoding="utf-8")
    given = ("--spec", "many.yaml", "--target", "target.yaml", "-k", "test_requirement")
    with serve_scripts(answer(b"{}", "Content-Type: application/json")) as server:
        run = start(tmp_path, server.base_url, *given, program=program)
        code, _ = interrupted(run, (tmp_path / "reached").exists, signal.SIGTERM)
    report = report_in(tmp_path)
    assert (code, report["footer"], report["result"]) == (2, {"complete": False}, "failure")
    judged = {each["operation"] for each in report["verdicts"]}
    assert len(judged) < len({each["operation"] for each in report["exchanges"]})


def test_swallowed(pytestconfig: pytest.Config) -> None:
    """A signal within a callback of the garbage collector, which would swallow an exception, is heeded afterwards."""
    interrupts = Interrupts(pytestconfig)
    callback = partial(signal.raise_signal, signal.SIGINT)

    def swallowing(phase: str, info: object) -> None:
        if phase == "stop":
            callback()

    gc.callbacks.append(swallowing)
    before = signal.signal(signal.SIGINT, interrupts.handle)
    try:
        gc.collect()
    finally:
        gc.callbacks.remove(swallowing)
        signal.signal(signal.SIGINT, before)
    done: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        interrupts.heeding(lambda number, planned: done.append(number))(1, 2)
    assert done == []


def test_handler_is_put_back(run: Callable[..., Any]) -> None:
    """After a run SIGTERM has its former handler."""
    before = signal.getsignal(signal.SIGTERM)
    run("--help")
    run("--base-url", "https://api.example.com", "--plan")
    with serve(Api()) as url:
        run("--base-url", url, "-k", "body-is-json")
    assert signal.getsignal(signal.SIGTERM) == before
