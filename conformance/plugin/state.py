"""What the hooks and fixtures of one run have in common."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path

import pytest

from conformance.model import Verdict
from conformance.report.record import Run
from conformance.report.styling import folded
from conformance.report.terminal import deviation_lines
from conformance.run.explorer import Explorer
from conformance.run.session import Key, Session

_PACKAGE = Path(__file__).parents[1]
SELFTESTS = _PACKAGE / "selftests"
SUITE = _PACKAGE / "suite"
PROPERTIES = SUITE / "test_properties.py"


class RunState:
    """A session, and which of its verdicts were asked for and given."""

    def __init__(self, session: Session, step_summary: str) -> None:
        self.session = session
        self.step_summary = step_summary
        """The file that holds the summary of the build step; empty where there is none."""
        self.selected: set[Key] = set()
        self.settled: set[Key] = set()
        self.told: list[str] = []
        """What became of the recording that was asked for."""
        self.alike: list[str] = []
        """The ids that `-k` may have meant, where it selected nothing."""

    @cached_property
    def explorer(self) -> Explorer:
        """What answers and judges the draws of the property tests."""
        return Explorer(self.session)

    @cached_property
    def run(self) -> Run:
        """The run as it ended: every report tells the same one."""
        return self.session.run(self.selected, self.settled)


class NotJudgedError(Exception):
    """A requirement could not be judged: its rule broke, or the run has to be complete and is not."""


class DrawnError(Exception):
    """A request that schemathesis drew shows a deviation; no AssertionError, whose words it would wrap in its own."""


STATE = pytest.StashKey[RunState]()


def is_worker(config: pytest.Config) -> bool:
    """Tell whether this process is a worker of pytest-xdist, and leaves the suite to the one that started it."""
    return hasattr(config, "workerinput")


def deviation_text(config: pytest.Config, verdict: Verdict) -> str:
    """Return what is told of a failing requirement, as it fits the terminal."""
    lines = deviation_lines(verdict, config.stash[STATE].session.source.exchanges)
    return "\n".join(folded(line, width_of(config)) for line in lines)


def width_of(config: pytest.Config) -> int:
    """Return where lines are folded: nowhere but on a terminal."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    return config.get_terminal_writer().fullwidth if reporter is not None and reporter.isatty else sys.maxsize
