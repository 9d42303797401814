"""Writes the report folder, the line of history, and the summary on the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.plugin.state import STATE, RunState, is_worker, width_of
from conformance.report.history import append_line, entry_of
from conformance.report.record import report_of
from conformance.report.styling import folded, markup_of
from conformance.report.terminal import summary_lines
from conformance.report.writing import append_summary, write_reports


def _judged(config: pytest.Config, exitstatus: int) -> RunState | None:
    """Return the state of a run with something to report; a usage error leaves the last report as it is."""
    state = config.stash.get(STATE, None)
    is_run = not config.option.collectonly and exitstatus != pytest.ExitCode.USAGE_ERROR
    is_begun = exitstatus == pytest.ExitCode.INTERRUPTED and not is_worker(config)
    return state if state is not None and (state.selected or is_begun) and is_run else None


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report; a run that judged nothing ends with 1, and a selection of nothing with 4."""
    if session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and not is_worker(session.config):
        session.exitstatus = pytest.ExitCode.USAGE_ERROR  # a selection that selects nothing is a mistake
    _forget_teardowns(session.config)
    if session.exitstatus == pytest.ExitCode.INTERRUPTED and STATE in session.config.stash:
        session.config.stash[STATE].interrupt()
    state = _judged(session.config, session.exitstatus)
    if state is None:
        return
    folder = session.config.invocation_params.dir / session.config.getoption("--report-dir")
    state.lines = state.session.record()
    report = report_of(state.run)
    broken = write_reports(report, folder)
    state.lines += broken or append_summary(report, state.step_summary)
    if not broken and state.session.options.history is not None:
        append_line(state.session.options.history, entry_of(report))
    if (broken or state.run.result == "failure") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _forget_teardowns(config: pytest.Config) -> None:
    """Drop the reports on set-ups and teardowns that printed nothing: pytest searches all of them for each failure."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if reporter is not None and "" in reporter.stats:
        reporter.stats[""] = [each for each in reporter.stats[""] if each.sections]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    """Print the result."""
    state = _judged(config, exitstatus)
    if state is None:
        return
    terminalreporter.section("conformance")
    verbose = config.get_verbosity() > 0
    for line in (*summary_lines(state.run, state.session.breaks, verbose=verbose), *state.lines):
        terminalreporter.write_line(folded(line, width_of(config)), **markup_of(line))
    terminalreporter.write_line(f"report: {Path(config.getoption('--report-dir')) / 'report.json'}")
