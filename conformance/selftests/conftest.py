"""What all self-tests share: no network beyond this machine, and one way to run the suite like a user."""

from __future__ import annotations

import gc
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from conformance.contract.openapi import Contract, Operation
from conformance.exchange import gather, generation
from conformance.exchange.target import is_loopback
from conformance.plugin.state import STATE
from conformance.reference.api import KEY, Api
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve
from conformance.verdict.judge_document import DOCUMENT

_ON_DEMAND = ("exhaustive", "real")
"""Markers."""
_LONG, _SHOWN = 200, 40
"""Characters."""
collect_ignore = ["data"]  # the tests there belong to examples, which self-tests run


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a long text by its beginning, since every test id is sent from process to process."""
    if not isinstance(val, str | bytes) or len(val) <= _LONG:
        return None
    return f"{val[:_SHOWN]!a} of {len(val)}"


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say what is left for another run, if there are self-tests in this one."""
    is_ours = STATE in config.stash and config.stash[STATE].session.source.is_ours
    return "exhaustive self-tests: left for `-m exhaustive`" if is_ours and _leaves_exhaustive(config) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out exhaustive tests, and those of real servers, unless `-m`, `-k`, or their own names select them."""
    if _leaves_exhaustive(config):
        left = [item for item in items if any(map(item.get_closest_marker, _ON_DEMAND))]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def _leaves_exhaustive(config: pytest.Config) -> bool:
    option = config.option
    return not option.markexpr and not option.keyword and not any("::" in each for each in config.args)


PLANNED = 44
"""How many requests a run sends that knows all agents of the reference, and none of another account."""
ONE_PLANNED = PLANNED - len(AGENTS) + 1
"""How many requests a run sends that knows one of them."""
REFERENCE_PLANNED = PLANNED + 3
"""The same for the bundled reference, which also requests an agent of another account, and its two neighbours."""


class NetworkRefusedError(RuntimeError):
    """A self-test used a network; not an OSError, which would be taken for trouble with the target."""


def host_at(_: socket.socket, address: object) -> object:
    """Return the host of an address; a unix socket, whose address is its file, has none."""
    return address[0] if isinstance(address, tuple) else None


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse connections and name look-ups except for this machine."""

    def guarded(call: Callable[..., Any], host_of: Callable[..., object]) -> Callable[..., Any]:
        def checked(*arguments: Any, **named: Any) -> Any:
            host = host_of(*arguments)
            if isinstance(host, str) and not is_loopback(host):
                raise NetworkRefusedError(f"a self-test asked for {host}")
            return call(*arguments, **named)

        return checked

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            call = getattr(socket.socket, name)
            patch.setattr(socket.socket, name, guarded(call, host_at))
        for name in ("getaddrinfo", "gethostbyname"):
            patch.setattr(socket, name, guarded(getattr(socket, name), lambda host, *_: host))
        yield


@pytest.fixture(scope="module", autouse=True)
def settled() -> None:
    """Exclude long-lived objects from garbage collection, which each run within a test would scan otherwise."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def no_build() -> Iterator[None]:
    """Hide the surrounding build from the runs of self-tests: no job summary, and no extra output."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GITHUB_STEP_SUMMARY", "CI", "BUILD_NUMBER"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def drawn_once() -> Iterator[None]:
    """Draw the cases of a contract once for all plans of it: they are the same in every process (test_generation)."""
    drawn: dict[tuple[str, str, str], list[generation.Generated]] = {}

    def draw(given: tuple[Contract, generation.Drawing], operation: Operation) -> list[generation.Generated]:
        contract, drawing = given
        key = (contract.document.sha256, repr(drawing), operation.id)
        if key not in drawn:
            drawn[key] = generation.generate(generation.load_schema(contract, drawing), operation)
        return drawn[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gather, "load_schema", lambda contract, drawing: (contract, drawing))
        patch.setattr(gather, "generate", draw)
        yield


@pytest.fixture(scope="session")
def sound() -> Iterator[str]:
    """Serve the reference API."""
    with serve(Api()) as url:
        yield url


@pytest.fixture(scope="session")
def newer() -> Iterator[str]:
    """Serve an API whose last batch has a status that the contract does not list."""
    with serve(MUTANTS["status-is-newer"]()) as url:
        yield url


@dataclass(frozen=True)
class Ended:
    """The result of a run: its exit code, its output, and its report."""

    code: int
    text: str
    report: dict[str, Any] | None

    def failed(self) -> dict[str, str]:
        """Return the requirements that failed for an operation, with their dispositions."""
        return self._failed(is_document=False)

    def quirks(self) -> dict[str, str]:
        """Return the requirements that the document failed, with their dispositions."""
        return self._failed(is_document=True)

    def _failed(self, *, is_document: bool) -> dict[str, str]:
        assert self.report is not None
        return {
            each["requirement"]: each["disposition"]
            for each in self.report["verdicts"]
            if each["outcome"] == "fail" and (each["operation"] == DOCUMENT) is is_document
        }

    def verdicts_of(self, operation: str) -> list[dict[str, Any]]:
        """Return the verdicts for an operation, as in the report."""
        assert self.report is not None
        return [each for each in self.report["verdicts"] if each["operation"] == operation]

    def count(self, outcome: str) -> int:
        """Return the number of verdicts with an outcome in the report."""
        assert self.report is not None
        return sum(each["outcome"] == outcome for each in self.report["verdicts"])

    def must_failed(self) -> set[str]:
        """Return the requirements of level MUST that failed."""
        assert self.report is not None
        verdicts = self.report["verdicts"]
        return {each["requirement"] for each in verdicts if each["outcome"] == "fail" and each["level"] == "MUST"}


Run = Callable[..., Ended]
"""Runs the suite in this process, from an empty folder, with the arguments given."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return the function that runs the suite with the reference's key; the artifacts are searched for that key."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOLNA_API_KEY", KEY)
    monkeypatch.setenv("BOLNA_AGENT_ID", ",".join(AGENTS[::-1]))

    def start(*arguments: str) -> Ended:
        capfd.readouterr()
        code = main(["run", *arguments])
        told = capfd.readouterr()
        text = told.out + told.err
        held = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
        assert [content for content in [text.encode(), *held] if KEY[:-1].encode() in content] == []
        file = tmp_path / "reports" / "latest" / "report.json"
        return Ended(code, text, json.loads(file.read_bytes()) if file.exists() else None)

    return start
