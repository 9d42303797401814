"""What pytest sees of the kit: its options, the fixture `contract`, and what it says at the end of a run."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance.run.options import OPTIONS

if TYPE_CHECKING:  # it takes what a run without the fixture is not to pay for
    from conformance.kit.contract import Kit
    from conformance.kit.judging import Judge

_OPTIONS = ("--spec", "--target", "--fail-on")
_SPEC, _HOSTS = "conformance_spec", "conformance_hosts"
_KIT = pytest.StashKey["Kit"]()
_AT_THE_END = pytest.StashKey[AssertionError]()
_JUDGED, _ADVICE, _UNJUDGED = "contract-judged", "contract-advice", "contract-unjudged"
_MOST = 20
# Where an error comes through on its way from the kit to the test.
_LIBRARIES = frozenset({"conformance", "httpx", "httpcore", "respx", "pluggy", "_pytest"}) | sys.stdlib_module_names


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options, apart from those that another plugin has declared already."""
    group = parser.getgroup("conformance", "conformance of an HTTP API")
    for name in _OPTIONS:
        try:
            group.addoption(name, **OPTIONS[name])
        except ValueError:
            continue
    parser.addini(_SPEC, "the contract of the fixture `contract`, unless --spec gives another", type="string")
    parser.addini(_HOSTS, "hosts that stand in for the API, beside the servers of the contract", type="args")


@pytest.fixture(scope="session")
def contract_judge(pytestconfig: pytest.Config) -> Judge:
    """Return the contract of this run; what is wrong with it is one line."""
    # Here and not above: whoever asks for no contract does not wait for what it takes.
    from conformance.kit.judging import load_judge  # noqa: PLC0415
    from conformance.model import InputError, Level  # noqa: PLC0415

    try:
        return load_judge(
            spec=_spec(pytestconfig),
            target=_path(pytestconfig.getoption("--target"), pytestconfig.invocation_params.dir),
            threshold=Level(pytestconfig.getoption("--fail-on").upper()),
            hosts=pytestconfig.getini(_HOSTS),
            environment=os.environ,
        )
    except InputError as error:
        pytest.fail(f"contract: {error}", pytrace=False)


def _spec(config: pytest.Config) -> Path | None:
    """Return the contract that is asked for: on the command line, else in the ini file, where paths start there."""
    given = _path(config.getoption("--spec"), config.invocation_params.dir)
    folder = config.rootpath if config.inipath is None else config.inipath.parent
    return given or _path(config.getini(_SPEC) or None, folder)


def _path(given: str | None, folder: Path) -> Path | None:
    return None if given is None else folder / given


@pytest.fixture
def contract(request: pytest.FixtureRequest, contract_judge: Judge) -> Iterator[Kit]:
    """Return the contract: check answers by it, play it by a router, watch the mocks of a test."""
    from conformance.kit.contract import Kit  # noqa: PLC0415 - as above

    kit = request.node.stash[_KIT] = Kit(contract_judge, request.node.nodeid)
    yield kit
    kit.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Let a test that has passed fail by what its mocks and its client did."""
    try:
        yield
    except BaseException as error:
        _tell_beside(item, error)
        if type(error).__module__.startswith("conformance.") and not item.config.getoption("fulltrace"):
            _end_at_the_user(error)
        raise
    if _KIT not in item.stash:
        return
    try:
        item.stash[_KIT].settle()
    except AssertionError as error:
        item.stash[_AT_THE_END] = error
        raise


def _end_at_the_user(error: BaseException) -> None:
    """Show an error of ours where the user's own code led to it, and not how it went on from there."""
    own, entry = None, error.__traceback__
    while entry is not None:
        name = str(entry.tb_frame.f_globals.get("__name__", ""))
        own = entry if name.partition(".")[0] not in _LIBRARIES else own
        entry = entry.tb_next
    if own is not None:
        own.tb_next = None
        error.__cause__ = None


def _tell_beside(item: pytest.Item, error: BaseException) -> None:
    """Add to the report of a test that failed what its mocks and its client did, which may be the reason."""
    kit = item.stash.get(_KIT, None)
    if kit is None:
        return
    try:
        kit.settle()
    except AssertionError as other:
        if str(other) not in str(error):
            item.add_report_section("call", "contract", str(other))
    if kit.notes.played:
        item.add_report_section("call", "contract: the last answer", kit.notes.played)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep what was judged for the end of the run, and show what the kit says without the stack of libraries."""
    if _KIT in item.stash and call.when == "call":
        notes = item.stash[_KIT].notes
        item.user_properties.append((_JUDGED, notes.judged))
        item.user_properties += [(_ADVICE, each) for each in dict.fromkeys(notes.advice)]
        item.user_properties += [(_UNJUDGED, each) for each in dict.fromkeys(notes.unjudged)]
    report = yield
    if call.excinfo is not None and call.excinfo.value is item.stash.get(_AT_THE_END, None):
        report.longrepr = str(call.excinfo.value)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the contract was asked for, what it advises, and what could not be judged."""
    reports = (each for listed in terminalreporter.stats.values() for each in listed)
    calls = [each for each in reports if isinstance(each, pytest.TestReport) and each.when == "call"]
    told = [pair for each in calls for pair in each.user_properties]
    counts = [int(str(value)) for name, value in told if name == _JUDGED]
    if not counts:
        return
    terminalreporter.section("contract")
    terminalreporter.write_line(f"{sum(counts)} exchanges judged in {len(counts)} tests")
    for title, wanted in (("advice", _ADVICE), ("not judged", _UNJUDGED)):
        lines = Counter(str(value) for name, value in told if name == wanted)
        if lines:
            terminalreporter.write_line(f"{title}:")
        for line, count in lines.most_common(_MOST):
            terminalreporter.write_line(f"  {line} ({count} {'test' if count == 1 else 'tests'})")
        if len(lines) > _MOST:
            terminalreporter.write_line(f"  and {len(lines) - _MOST} more")
