"""Ends each item by its verdict, and gives pytest a word for each outcome; requests are sent once for all."""

from __future__ import annotations

from collections.abc import Callable, Generator

import pytest

from conformance.model import Disposition, Outcome, Verdict
from conformance.plugin.state import STATE, DeviationError, DrawnError, NotJudgedError, deviation_text
from conformance.report.causes import Way, ways_of
from conformance.report.terminal import WORDS
from conformance.run.session import Session
from conformance.verdict.result import NonConformance

REPEATED = "failed likewise"
"""The category of items that fail for a cause that an earlier one has shown."""


@pytest.fixture(scope="session")
def gathered(pytestconfig: pytest.Config) -> Session:
    """Send the planned requests, once for all items."""
    state = pytestconfig.stash[STATE]
    state.session.gather(state.watch("requests sent"))
    return state.session


@pytest.fixture(scope="session")
def answered(gathered: Session) -> Session:
    """Return the session with its exchanges; an error where the target could not be judged as intended."""
    if gathered.source.obstacle is not None:
        raise NotJudgedError(gathered.source.obstacle)
    return gathered


@pytest.fixture
def verdict(request: pytest.FixtureRequest, gathered: Session) -> Verdict:
    """Return the verdict for one requirement and operation."""
    found = gathered.verdict(request.param)
    request.config.stash[STATE].settled.add(request.param)
    return found


@pytest.fixture
def unsent_verdict(request: pytest.FixtureRequest) -> Verdict:
    """Return the verdict for one requirement on the document or its change; nothing is sent for it."""
    state = request.config.stash[STATE]
    found = state.session.verdict(request.param)
    state.settled.add(request.param)
    return found


@pytest.fixture
def assert_verdict(request: pytest.FixtureRequest) -> Callable[[Verdict], None]:
    """Return the function that ends an item by its verdict."""
    state = request.config.stash[STATE]
    session = state.session

    def end(verdict: Verdict) -> None:
        reason = verdict.reason
        if verdict.waiver and (verdict.disposition is Disposition.WAIVED or verdict.disposition is None):
            reason = verdict.waiver
        _mark(request.node, verdict, session)
        if verdict.stale:
            raise NotJudgedError(f"{verdict.requirement.id}: waiver {', '.join(verdict.stale)} is stale; see below")
        if verdict.outcome is Outcome.FAIL:
            text = deviation_text(request.config, verdict, state.others(verdict))
            raise DeviationError(text, ways_of(verdict))
        if verdict.outcome is Outcome.ERROR or (verdict.outcome is Outcome.INCONCLUSIVE and session.breaks(verdict)):
            raise NotJudgedError(f"{verdict.requirement.level} {verdict.requirement.id}: {verdict.outcome}: {reason}")
        if verdict.outcome in (Outcome.INCONCLUSIVE, Outcome.INAPPLICABLE):
            pytest.skip(reason)

    return end


def _mark(item: pytest.Item, verdict: Verdict, session: Session) -> None:
    """Mark an item: a waived deviation must occur, and one below the threshold is advice."""
    outcome = verdict.outcome.value
    if verdict.stale:
        outcome = "stale"
    elif verdict.disposition is Disposition.WAIVED:
        outcome = "waived"
        item.add_marker(pytest.mark.xfail(strict=True, raises=NonConformance, reason=f"waived: {verdict.waiver}"))
    elif verdict.outcome is Outcome.FAIL and not session.breaks(verdict):
        is_advice = not verdict.requirement.level.reaches(session.options.threshold.level)
        outcome = "advisory" if is_advice else "known"
        item.add_marker(pytest.mark.xfail(raises=NonConformance, reason=f"{verdict.requirement.level}: {outcome}"))
    item.user_properties.append(("outcome", outcome))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show a deviation, or why there is no verdict, without the stack of the suite."""
    shown = (
        call.excinfo
        if call.excinfo and call.excinfo.errisinstance((NonConformance, DrawnError, NotJudgedError))
        else None
    )
    if shown is not None:
        # Not only replaced below: pytest would parse the sources again for the traceback of every waived item.
        shown.traceback = shown.traceback.filter(lambda entry: False)
    report = yield
    if shown is not None and report.failed:
        report.longrepr = str(shown.value)
        _mark_repeated(item, report, getattr(shown.value, "ways", frozenset()))
    return report


def _mark_repeated(item: pytest.Item, report: pytest.TestReport, ways: frozenset[Way]) -> None:
    """Mark a report that shows nothing which an earlier one has not shown."""
    state = item.config.stash[STATE]
    if ways and ways <= state.shown:
        report.user_properties.append(("outcome", REPEATED))
    state.shown |= ways


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    """Return a word for what is neither passed nor failed: 'skipped' would read as if all were well.

    What fails for a cause that was shown has a category of its own, since pytest prints all of that of failures.
    """
    outcome = dict(getattr(report, "user_properties", ())).get("outcome")  # none for a module
    if report.failed and outcome == REPEATED:
        return REPEATED, "F", ("FAILED", {"red": True})
    if report.when == "call" and report.skipped and outcome in WORDS:
        return WORDS[str(outcome)]
    return None
