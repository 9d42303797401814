"""The state that the hooks and fixtures of one run share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import pytest

from conformance.model import Verdict
from conformance.report.record import Run
from conformance.report.styling import folded
from conformance.report.terminal import deviation_lines
from conformance.run.explorer import Explorer
from conformance.run.session import Key, Session
from conformance.run.source import Progress, unwatched

_PACKAGE = Path(__file__).parents[1]
SELFTESTS = _PACKAGE / "selftests"
SUITE = _PACKAGE / "suite"
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


STATE = pytest.StashKey[RunState]()


def is_worker(config: pytest.Config) -> bool:
    """Return whether this process is a worker of pytest-xdist, which leaves the suite to the controller."""
    return hasattr(config, "workerinput")


def deviation_text(config: pytest.Config, verdict: Verdict) -> str:
    """Return the report on a failing requirement, folded to the terminal."""
    lines = deviation_lines(verdict, config.stash[STATE].session.source.exchanges)
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
