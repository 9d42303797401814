"""The state that the hooks and fixtures of one run share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from pathlib import Path

import pytest

from conformance.model import Outcome, Subject, Verdict
from conformance.report.causes import Way, cause_of, grouped
from conformance.report.record import Run
from conformance.report.styling import folded
from conformance.report.terminal import MAX_FINDINGS, deviation_lines
from conformance.run.explorer import Explorer
from conformance.run.session import Key, Session, subject_of
from conformance.run.source import Progress, unwatched
from conformance.verdict.judge_document import DOCUMENT
from conformance.verdict.result import NonConformance

_PACKAGE = Path(__file__).parents[1]
SELFTESTS = _PACKAGE / "selftests"
SUITE = _PACKAGE / "suite"
_BESIDE_AN_API = 3
"""How many findings of a requirement on the document are shown where an API is judged beside it."""
PROPERTIES = SUITE / "test_properties.py"


class RunState:
    """A session, with the keys of its verdicts that were selected, and settled so far."""

    def __init__(self, session: Session, step_summary: str) -> None:
        self.session = session
        self.step_summary = step_summary
        """The file for the summary of the build step; empty where there is none."""
        self.selected: set[Key] = set()
        self.settled: set[Key] = set()
        self.lines: list[str] = []
        """Lines for the terminal on what was written: a recording, a report that could not be."""
        self.shown: set[Way] = set()
        """In which ways requirements are broken that some item has shown."""
        self.suggestions: list[str] = []
        """The ids that `-k` may have meant where it selected nothing."""
        self.watch: Callable[[str], Progress] = lambda what: unwatched()
        """Returns a function that reports the progress of what begins, such as `requests sent`."""

    def interrupt(self) -> None:
        """Settle what was judged before the run was interrupted."""
        self.settled |= self.selected.intersection(self.session.interrupt())

    @cached_property
    def explorer(self) -> Explorer:
        """Answers and judges the draws of the property tests."""
        return Explorer(self.session)

    def others(self, verdict: Verdict) -> list[Verdict]:
        """Return the other selected verdicts that fail for the same cause, at other operations."""
        if subject_of((verdict.requirement.id, verdict.operation)) is not Subject.API:
            return []
        failing = self._failing_by_cause.get(cause_of(verdict), [])
        return [each for each in failing if each.operation != verdict.operation]

    @cached_property
    def _failing_by_cause(self) -> dict[Hashable, list[Verdict]]:
        keys = (key for key in self.session.pairs if key in self.selected and subject_of(key) is Subject.API)
        verdicts = map(self.session.verdict, keys)
        found = grouped((each for each in verdicts if each.outcome is Outcome.FAIL), cause_of)
        return {cause_of(same[0]): same for same in found}

    @cached_property
    def run(self) -> Run:
        """The run as it ended, the same for every report."""
        return self.session.run(self.selected, self.settled)


class NotJudgedError(Exception):
    """A requirement could not be judged: its rule broke, or the run must be complete and is not."""


class DrawnError(pytest.fail.Exception):  # type: ignore[misc,name-defined]
    """A drawn request shows a deviation; not an AssertionError, whose message schemathesis would wrap.

    Of this kind, since hypothesis formats each failure twice: with a stack, pytest would parse the sources for each.
    """

    def __init__(self, message: str, ways: frozenset[Way]) -> None:
        super().__init__(message, pytrace=False)
        self.ways = ways


class DeviationError(NonConformance):
    """A requirement is not met, as the item of an operation reports it."""

    def __init__(self, message: str, ways: frozenset[Way]) -> None:
        super().__init__(message)
        self.ways = ways


STATE = pytest.StashKey[RunState]()


def is_worker(config: pytest.Config) -> bool:
    """Return whether this process is a worker of pytest-xdist, which leaves the suite to the controller."""
    return hasattr(config, "workerinput")


def deviation_text(config: pytest.Config, verdict: Verdict, others: Sequence[Verdict] = ()) -> str:
    """Return the report on a failing requirement, folded to the terminal.

    Args:
        config: The configuration of the run.
        verdict: The failing requirement.
        others: The verdicts on other operations with the same cause.
    """
    session = config.stash[STATE].session
    is_beside = verdict.operation == DOCUMENT and session.source.is_asked
    most = _BESIDE_AN_API if is_beside else MAX_FINDINGS
    lines = deviation_lines(verdict, session.source.exchanges, others=others, most=most)
    return "\n".join(folded(line, width_of(config)) for line in lines)


def width_of(config: pytest.Config) -> int:
    """Return the width to which lines are folded: unlimited unless on a terminal."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    return config.get_terminal_writer().fullwidth if reporter is not None and reporter.isatty else sys.maxsize


def writer_of(config: pytest.Config) -> Callable[[str], None]:
    """Return a function that writes a line to the terminal between items."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    capture = config.pluginmanager.getplugin("capturemanager")

    def write(line: str) -> None:
        if reporter is not None:
            with capture.global_and_fixture_disabled():
                reporter.ensure_newline()
                reporter.write_line(line)

    return write
