"""The pytest plugin: options, hooks and fixtures around one run. This file starts it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from conformance.model import InputError, Subject
from conformance.plugin import properties
from conformance.plugin.interrupts import Interrupts
from conformance.plugin.state import SELFTESTS, STATE, RunState, is_worker, writer_of
from conformance.report.change_terminal import change_line
from conformance.report.plan import bounds_line, more_lines, plan_lines, whereabouts
from conformance.report.progress import progress
from conformance.report.record import make_folder
from conformance.run.options import declare
from conformance.run.planning import ceiling
from conformance.run.session import Session, subject_of
from conformance.run.settings import Options, options_of

pytest_plugins = (
    "conformance.plugin.items",
    "conformance.plugin.properties",
    "conformance.plugin.spreading",
    "conformance.plugin.reporting",
    "conformance.plugin.verdicts",
)


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the options, apart from those that another plugin has declared already; in a checkout `--rule` too."""
    declare(parser)
    if SELFTESTS.is_dir():
        if "conformance.selftests" not in sys.modules:  # as it is in a run within a self-test
            pytest.register_assert_rewrite("conformance.selftests")  # its helpers assert too
        pluginmanager.import_plugin("conformance.selftests.one_rule")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """With `--plan`, print what a run would send instead of starting it."""
    if not config.getoption("--plan") or _only_informs(config):
        return None
    with _usage_errors():
        session = Session(_options(config), os.environ)
    source = session.source
    planned = plan_lines(source.plan, session.suite.operations, source.target)
    for line in (*source.notes, *planned, *more_lines(source.plan)):
        print(line)
    print(f"{_sending(session)}; target: {whereabouts(source.target)}; nothing was sent")
    return int(pytest.ExitCode.OK)


def _only_informs(config: pytest.Config) -> bool:
    return bool(config.option.help or getattr(config.option, "version", 0))


@contextmanager
def _usage_errors() -> Iterator[None]:
    try:
        yield
    except InputError as error:
        raise pytest.UsageError(str(error)) from None


def pytest_configure(config: pytest.Config) -> None:
    """Load everything that a run needs; unusable input is a usage error (exit 4)."""
    if _only_informs(config):
        return
    interrupts = Interrupts(config)
    config.pluginmanager.register(interrupts)
    with _usage_errors():
        make_folder(config.invocation_params.dir, config.getoption("--report-dir"))
        session = Session(_options(config), os.environ)
    state = RunState(session, os.environ.get("GITHUB_STEP_SUMMARY", ""))
    state.watch = lambda what: interrupts.heeding(progress(writer_of(config), what))
    session.source.planning = lambda: state.watch("operations planned")
    session.judging = lambda: state.watch("operations judged")
    config.stash[STATE] = state
    config.add_cleanup(session.source.close)
    if session.source.is_asked and not is_worker(config):
        properties.start(config)


def _options(config: pytest.Config) -> Options:
    # The options of a blocked plugin are unknown.
    return options_of(lambda name: config.getoption(name, None), config.invocation_params.dir)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Return the lines that name the target and the contract."""
    session = config.stash[STATE].session
    contract, source = session.suite.contract, session.source
    selected = f", {session.suite.selection}" if session.suite.selection else ""
    operations = (
        f"{len(session.suite.operations)} of {len(contract.operations)} operations (GET and HEAD only{selected})"
    )
    compared = [] if session.comparison is None else [change_line(session.comparison)]
    return [
        f"target: {whereabouts(source.target)}",
        f"contract: {contract.document.file} (sha256 {contract.document.sha256[:12]}), {operations}",
        *compared,
        *source.notes,
    ]


def pytest_report_collectionfinish(config: pytest.Config, items: Sequence[pytest.Item]) -> list[str]:
    """Return the line on how many requests a run will send, before the first one is sent."""
    state = config.stash[STATE]
    if state.suggestions:
        return [f"-k selects nothing; did you mean {', '.join(state.suggestions)}?"]
    if not items and not is_worker(config):
        return ["nothing is selected; --co lists what is judged"]
    if all(subject_of(key) is not Subject.API for key in state.selected):
        return []
    nothing = "; nothing is sent" if config.option.collectonly else ""
    return [*state.session.source.lines()] or [_sending(state.session) + nothing]


def _sending(session: Session) -> str:
    options, source = session.options, session.source
    most = ceiling(options, session.suite)
    return bounds_line(source.plan, options.explore, most, source.interval, options.timeout)
