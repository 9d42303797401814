"""The property tests of schemathesis: collected from the contract of a run, answered from its exchanges."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from typing import Any

import pytest

from conformance.exchange.generation import load_schema
from conformance.exchange.trouble import UNRECORDED
from conformance.model import Exchange, Outcome
from conformance.plugin.state import PROPERTIES, STATE, DrawnError, RunState, deviation_text
from conformance.report.causes import ways_of
from conformance.run.session import Session
from conformance.run.stock_checks import answer_of

_MODULE = f"{__name__.partition('.')[0]}.suite.{PROPERTIES.stem}"
_UNANSWERED = "no drawn request has an answer that can be judged"
_running: list[Session] = []
"""The runs in progress, the innermost last: a module cannot be passed one when it is collected."""


def start(config: pytest.Config) -> None:
    """Let property tests be collected from the contract of this run."""
    session = config.stash[STATE].session
    _running.append(session)
    config.add_cleanup(lambda: _running.remove(session))
    # Left imported, it would keep the contract of the first run in the process.
    sys.modules.pop(_MODULE, None)
    # Blocked as a plugin at start-up, which it slows down; the property tests need it.
    if not config.pluginmanager.has_plugin("schemathesis"):
        config.pluginmanager.import_plugin("schemathesis.pytest.plugin")


def schema_of_run() -> Any:
    """Return the contract as schemathesis collects tests from it: the operations that it drew cases for."""
    session = _running[-1]
    plan = session.source.plan
    return load_schema(session.suite.contract, plan.drawing).include(name=sorted(plan.drawn))


@pytest.fixture(scope="session")
def answer(pytestconfig: pytest.Config, gathered: Session) -> Callable[[Any], Any]:
    """Return the function that answers a drawn case with a response of schemathesis, or with None."""
    explorer = pytestconfig.stash[STATE].explorer

    def answer(case: Any) -> Any:
        exchange = explorer.exchange(case)
        return None if exchange is None else answer_of(exchange)

    return answer


@pytest.fixture(scope="session")
def keeps_contract(pytestconfig: pytest.Config) -> Callable[..., None]:
    """Return a check for schemathesis that fails on any deviation that fails the run."""
    explorer = pytestconfig.stash[STATE].explorer

    def keeps_contract(context: Any, response: Any, case: Any) -> None:
        exchange: Exchange | None = explorer.exchange(case)
        verdict = None if exchange is None else explorer.verdict(exchange)
        if verdict is not None:
            raise DrawnError(deviation_text(pytestconfig, verdict), ways_of(verdict))

    return keeps_contract


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make a property inconclusive that no answer shows: it would pass."""
    report = yield
    if item.path == PROPERTIES and report.when == "call" and report.passed and not _is_shown(item):
        state = item.config.stash[STATE]
        reason = _UNANSWERED if state.session.source.is_sent else UNRECORDED.reason
        report.outcome, report.longrepr = "skipped", (str(item.path), 0, f"Skipped: {reason}")
        report.user_properties.append(("outcome", Outcome.INCONCLUSIVE.value))
    return report


def _is_shown(item: pytest.Item) -> bool:
    state: RunState = item.config.stash[STATE]
    return bool(state.explorer.answered[getattr(item, "operation_label", "")])
