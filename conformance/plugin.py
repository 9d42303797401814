"""The only module that knows pytest: options, hooks and fixtures around one run."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from conformance.contract.ledger import clause_of
from conformance.exchange.generation import load_schema
from conformance.exchange.trouble import UNRECORDED, UnrecordedError
from conformance.model import InputError, Outcome, Subject, Verdict
from conformance.options import declare
from conformance.report.change_terminal import change_line
from conformance.report.history import append_line, entry_of
from conformance.report.plan import bounds_line, plan_lines, whereabouts
from conformance.report.progress import progress
from conformance.report.record import Run, make_folder, report_of
from conformance.report.terminal import WORDS, deviation_lines, summary_lines
from conformance.report.writing import append_summary, write_reports
from conformance.session import Key, Session, is_waived, subject_of
from conformance.settings import Options, options_of
from conformance.verdict.result import NonConformance

_PACKAGE = Path(__file__).parent
_SELFTESTS = _PACKAGE / "selftests"
_SUITE = _PACKAGE / "suite"
_PROPERTIES = _SUITE / "test_properties.py"
_SUBJECTS = {"test_api": Subject.API, "test_document": Subject.DOCUMENT, "test_change": Subject.CHANGE}
"""Who is judged by which module of the suite."""


class _State:
    """A session, and which of its verdicts were asked for and given."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.selected: set[Key] = set()
        self.settled: set[Key] = set()
        self.told: list[str] = []
        """What became of the recording that was asked for."""

    @cached_property
    def run(self) -> Run:
        """The run as it ended: every report tells the same one."""
        return self.session.run(self.selected, self.settled)


class UnjudgedError(Exception):
    """A requirement could not be judged: its rule broke, or the run has to be complete and is not."""


_STATE = pytest.StashKey[_State]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options, apart from those that another plugin has declared already."""
    declare(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Print what a run would send instead of starting one, where that is asked for."""
    if not config.getoption("--plan") or _only_tells(config):
        return None
    with _usage_errors():
        session = Session(_options(config), os.environ)
    for line in plan_lines(session.plan, session.suite.operations, session.target):
        print(line)
    print(f"{_sending(session)}; target: {whereabouts(session.target)}; nothing was sent")
    return int(pytest.ExitCode.OK)


def _only_tells(config: pytest.Config) -> bool:
    return bool(config.option.help or getattr(config.option, "version", 0))


@contextmanager
def _usage_errors() -> Iterator[None]:
    try:
        yield
    except InputError as error:
        raise pytest.UsageError(str(error)) from None


def pytest_configure(config: pytest.Config) -> None:
    """Load everything that a run needs; whatever is wrong with it is a usage error (exit 4)."""
    if _only_tells(config):
        return
    with _usage_errors():
        make_folder(config.invocation_params.dir, config.getoption("--report-dir"))
        session = Session(_options(config), os.environ)
    config.stash[_STATE] = _State(session)
    config.add_cleanup(session.close)
    _end_in_good_order(config)
    if _explores(config):
        # Blocked as a plugin at start-up, which it slows down: only the property tests need it.
        config.pluginmanager.import_plugin("schemathesis.pytest.plugin")


def _end_in_good_order(config: pytest.Config) -> None:
    """Let SIGTERM end a run as Ctrl-C does: with a report of what was judged."""
    if threading.current_thread() is threading.main_thread():
        stack = ExitStack()
        stack.callback(signal.signal, signal.SIGTERM, signal.signal(signal.SIGTERM, signal.default_int_handler))
        config.add_cleanup(stack.close)


def _options(config: pytest.Config) -> Options:
    return options_of(config.getoption, config.invocation_params.dir)


def _explores(config: pytest.Config) -> bool:
    state = config.stash[_STATE]
    return state.session.options.explore > 0 and state.session.target.kind != "none"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the self-tests when something of the user's is judged, and the property tests when unasked."""
    if _STATE not in config.stash:
        return None
    is_ours = config.stash[_STATE].session.target.kind == "reference"
    if _SELFTESTS in (collection_path, *collection_path.parents) and not is_ours:
        return True
    session = config.stash[_STATE].session
    asked = {
        _PROPERTIES: _explores(config),
        _SUITE / "test_api.py": session.target.kind != "none",
        _SUITE / "test_change.py": session.comparison is not None,
    }
    return None if asked.get(collection_path, True) else True


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one item for each requirement and operation."""
    subject = _SUBJECTS.get(metafunc.definition.path.stem)
    fixture = "verdict" if subject is Subject.API else "unsent_verdict"
    if metafunc.definition.path.parent == _SUITE and fixture in metafunc.fixturenames:
        session = metafunc.config.stash[_STATE].session
        pairs = [key for key in session.pairs if subject_of(key) is subject]
        ids = [f"{name}-{operation}" if subject is Subject.API else name for name, operation in pairs]
        metafunc.parametrize(fixture, pairs, ids=ids, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Explore first: what was found is judged with the rest. Note which verdicts are asked for."""
    items.sort(key=lambda item: item.path != _PROPERTIES)
    state = config.stash[_STATE]
    operations = {operation.id: operation for operation in state.session.suite.operations}
    for item in items:
        key = _key(item)
        if key is None:
            continue
        requirement = state.session.pairs[key]
        operation = operations[key[1]].pointer if key[1] in operations else "#"
        clause = clause_of(requirement, operation, state.session.suite.contract.document)
        item.user_properties += [
            ("requirement", requirement.id),
            ("level", requirement.level.value),
            ("operation", key[1]),
            ("clause", str(clause)),
        ]


def _key(item: pytest.Item) -> Key | None:
    callspec = getattr(item, "callspec", None)
    if callspec is None or item.path.parent != _SUITE:
        return None
    # What pytest_generate_tests gave.
    return callspec.params.get("verdict") or callspec.params.get("unsent_verdict")  # type: ignore[no-any-return]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Note which verdicts are asked for, after `-k` and the like."""
    state = session.config.stash[_STATE]
    state.selected = {key for item in session.items if (key := _key(item)) is not None}


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what is judged by what."""
    session = config.stash[_STATE].session
    contract, target = session.suite.contract, session.target
    operations = f"{len(session.suite.operations)} of {len(contract.operations)} operations (GET and HEAD only)"
    compared = [] if session.comparison is None else [change_line(session.comparison)]
    return [
        f"target: {whereabouts(target)}",
        f"contract: {contract.document.file} (sha256 {contract.document.sha256[:12]}), {operations}",
        *compared,
    ]


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """Say how many requests a run will send, before the first one is sent."""
    state = config.stash[_STATE]
    if all(subject_of(key) is not Subject.API for key in state.selected):
        return []
    return [*state.session.replayed()] or [_sending(state.session)]


def _sending(session: Session) -> str:
    options = session.options
    return bounds_line(session.plan, options.explore, options.max_requests, session.interval, options.timeout)


@pytest.fixture(scope="session")
def gathered(pytestconfig: pytest.Config) -> Session:
    """Send the planned requests, once for all items."""
    state = pytestconfig.stash[_STATE]
    try:
        state.session.gather(progress(_writer(pytestconfig)))
    except KeyboardInterrupt:
        # What came until then is judged all the same; the rest is inconclusive.
        state.settled |= {key for key in state.selected if subject_of(key) is Subject.API}
        raise
    return state.session


@pytest.fixture(scope="session")
def answered(gathered: Session) -> Session:
    """Return the session once the target was asked; an error where it could not be judged as it was meant to be."""
    if gathered.obstacle is not None:
        raise UnjudgedError(gathered.obstacle)
    return gathered


@pytest.fixture
def verdict(request: pytest.FixtureRequest, gathered: Session) -> Verdict:
    """Return the verdict for one requirement and operation."""
    found = gathered.verdict(request.param)
    request.config.stash[_STATE].settled.add(request.param)
    return found


@pytest.fixture
def unsent_verdict(request: pytest.FixtureRequest) -> Verdict:
    """Return the verdict for one requirement on the document or its change; nothing is sent for it."""
    state = request.config.stash[_STATE]
    found = state.session.verdict(request.param)
    state.settled.add(request.param)
    return found


@pytest.fixture
def settle(request: pytest.FixtureRequest) -> Callable[[Verdict], None]:
    """Return the function that ends an item as its verdict says."""
    session = request.config.stash[_STATE].session

    def end(verdict: Verdict) -> None:
        reason = verdict.reason
        if verdict.waiver and (is_waived(verdict) or verdict.disposition is None):
            reason = verdict.waiver
        _mark(request.node, verdict, session)
        if verdict.stale:
            raise UnjudgedError(f"{verdict.requirement.id}: waiver {', '.join(verdict.stale)} is stale; see below")
        if verdict.outcome is Outcome.FAIL:
            raise NonConformance("\n".join(deviation_lines(verdict, session.exchanges)))
        if verdict.outcome is Outcome.ERROR or (verdict.outcome is Outcome.INCONCLUSIVE and session.breaks(verdict)):
            raise UnjudgedError(f"{verdict.requirement.level} {verdict.requirement.id}: {verdict.outcome}: {reason}")
        if verdict.outcome in (Outcome.INCONCLUSIVE, Outcome.INAPPLICABLE):
            pytest.skip(reason)

    return end


def _mark(item: pytest.Item, verdict: Verdict, session: Session) -> None:
    """Tell pytest what is known: a waived deviation has to occur, and one below the threshold is advice."""
    outcome = verdict.outcome.value
    if verdict.stale:
        outcome = "stale"
    elif is_waived(verdict):
        outcome = "waived"
        item.add_marker(pytest.mark.xfail(strict=True, raises=NonConformance, reason=f"waived: {verdict.waiver}"))
    elif verdict.outcome is Outcome.FAIL and not session.breaks(verdict):
        is_advice = not verdict.requirement.level.reaches(session.options.threshold.level)
        outcome = "advisory" if is_advice else "known"
        item.add_marker(pytest.mark.xfail(raises=NonConformance, reason=f"{verdict.requirement.level}: {outcome}"))
    item.user_properties.append(("outcome", outcome))


@pytest.fixture(scope="session")
def generated_requests(gathered: Session) -> Any:
    """Return the contract as schemathesis explores it, once the planned requests are sent."""
    options = gathered.options
    return load_schema(gathered.suite.contract, options.seed, options.explore)


@pytest.fixture
def explore(gathered: Session) -> Callable[[Any], None]:
    """Return the function that sends a drawn case and fails on any deviation that fails the run."""
    from hypothesis import reject  # noqa: PLC0415

    def send(case: Any) -> None:
        try:
            verdict = gathered.explore(case)
        except UnrecordedError:
            reject()
        if verdict is not None:
            raise NonConformance("\n".join(deviation_lines(verdict, gathered.exchanges)))

    return send


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show a deviation, or why there is no verdict, as it is: without the stack of the suite."""
    told = call.excinfo if call.excinfo and call.excinfo.errisinstance((NonConformance, UnjudgedError)) else None
    if told is not None:
        # Not left out below only: to show it pytest would parse its sources again, for every item that is waived.
        told.traceback = told.traceback.filter(lambda entry: False)
    report = yield
    if told is not None and report.failed:
        report.longrepr = str(told.value)
    # What hypothesis ends with where every draw was rejected.
    is_empty = item.path == _PROPERTIES and call.excinfo is not None and call.excinfo.typename == "Unsatisfiable"
    if is_empty and item.config.stash[_STATE].session.target.kind == "recording":
        report.outcome, report.longrepr = "skipped", (str(item.path), 0, f"Skipped: {UNRECORDED.reason}")
        report.user_properties.append(("outcome", Outcome.INCONCLUSIVE.value))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    """Give what is neither passed nor failed a word of its own: a skip would read as if all were well."""
    outcome = dict(getattr(report, "user_properties", ())).get("outcome")  # a module that cannot be collected has none
    if report.when == "call" and report.skipped and outcome in WORDS:
        return WORDS[str(outcome)]
    return None


def _judged(config: pytest.Config, exitstatus: int) -> _State | None:
    """Return the state of a run that has something to tell; an error of use leaves the last report as it is."""
    state = config.stash.get(_STATE, None)
    is_run = not config.option.collectonly and exitstatus != pytest.ExitCode.USAGE_ERROR
    return state if state is not None and state.selected and is_run else None


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report, and let a run that judged nothing end with 1."""
    state = _judged(session.config, session.exitstatus)
    if state is None:
        return
    folder = session.config.invocation_params.dir / session.config.getoption("--report-dir")
    state.told = state.session.record()
    report = report_of(state.run)
    broken = write_reports(report, folder)
    state.told += broken
    if not broken:
        state.told += append_summary(report, os.environ)
    if not broken and state.session.options.history is not None:
        append_line(state.session.options.history, entry_of(report))
    if (broken or state.run.result == "failure") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    """Tell the result."""
    state = _judged(config, exitstatus)
    if state is None:
        return
    terminalreporter.section("conformance")
    verbose = config.get_verbosity() > 0
    for line in (*summary_lines(state.run, state.session.breaks, verbose=verbose), *state.told):
        terminalreporter.write_line(line)
    terminalreporter.write_line(f"report: {Path(config.getoption('--report-dir')) / 'report.json'}")


def _writer(config: pytest.Config) -> Callable[[str], None]:
    """Return a function that writes a line to the terminal in the midst of the items."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    capture = config.pluginmanager.getplugin("capturemanager")

    def write(line: str) -> None:
        if reporter is not None:
            with capture.global_and_fixture_disabled():
                reporter.ensure_newline()
                reporter.write_line(line)

    return write
