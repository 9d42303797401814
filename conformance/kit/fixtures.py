"""The hooks of the kit: its options, the fixture `contract`, and its summary at the end of a run."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance.run.options import OPTIONS

if TYPE_CHECKING:  # a run without the fixture does not load it
    from conformance.kit.contract import Kit
    from conformance.kit.judging import Judge

_OPTIONS = ("--spec", "--target", "--fail-on")
_SPEC, _HOSTS = "conformance_spec", "conformance_hosts"
_KIT = pytest.StashKey["Kit"]()
_AT_THE_END = pytest.StashKey[AssertionError]()
_JUDGED, _ADVICE, _UNJUDGED = "contract-judged", "contract-advice", "contract-unjudged"
_MOST = 20
# The modules that an error passes on its way from the kit to the test.
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
    parser.addini(_HOSTS, "hosts that stand in for the API, in addition to the servers of the contract", type="args")


@pytest.fixture(scope="session")
def contract_judge(pytestconfig: pytest.Config) -> Judge:
    """Return the contract of this run; an unusable one is reported in one line."""
    # Imported here, so that a run without the fixture need not load it.
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
    """Return the contract of the command line, else of the ini file, to whose folder its path is relative."""
    given = _path(config.getoption("--spec"), config.invocation_params.dir)
    folder = config.rootpath if config.inipath is None else config.inipath.parent
    return given or _path(config.getini(_SPEC) or None, folder)


def _path(given: str | None, folder: Path) -> Path | None:
    return None if given is None else folder / given


@pytest.fixture
def contract(request: pytest.FixtureRequest, contract_judge: Judge) -> Iterator[Kit]:
    """Return the contract, to check answers, play a router, and watch the mocks of a test."""
    from conformance.kit.contract import Kit  # noqa: PLC0415 - as above

    kit = request.node.stash[_KIT] = Kit(contract_judge, request.node.nodeid)
    yield kit
    kit.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a passing test whose mocks or client break the contract."""
    try:
        yield
    except BaseException as error:
        _report_beside(item, error)
        if type(error).__module__.startswith("conformance.") and not item.config.getoption("fulltrace"):
            _trim_to_user_code(error)
        raise
    if _KIT not in item.stash:
        return
    try:
        item.stash[_KIT].settle()
    except AssertionError as error:
        item.stash[_AT_THE_END] = error
        raise


def _trim_to_user_code(error: BaseException) -> None:
    """End the traceback of an error of ours at the user's own code."""
    own, entry = None, error.__traceback__
    while entry is not None:
        name = str(entry.tb_frame.f_globals.get("__name__", ""))
        own = entry if name.partition(".")[0] not in _LIBRARIES else own
        entry = entry.tb_next
    if own is not None:
        own.tb_next = None
        error.__cause__ = None


def _report_beside(item: pytest.Item, error: BaseException) -> None:
    """Add to the report of a failed test what its mocks and its client broke, which may be the reason."""
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
    """Keep what was judged for the end of the run, and show errors of the kit without the stack of libraries."""
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
    """Print how much was judged, the advice, and what could not be judged."""
    reports = (each for listed in terminalreporter.stats.values() for each in listed)
    calls = [each for each in reports if isinstance(each, pytest.TestReport) and each.when == "call"]
    properties = [pair for each in calls for pair in each.user_properties]
    counts = [int(str(value)) for name, value in properties if name == _JUDGED]
    if not counts:
        return
    terminalreporter.section("contract")
    terminalreporter.write_line(f"{sum(counts)} exchanges judged in {len(counts)} tests")
    for title, wanted in (("advice", _ADVICE), ("not judged", _UNJUDGED)):
        lines = Counter(str(value) for name, value in properties if name == wanted)
        if lines:
            terminalreporter.write_line(f"{title}:")
        for line, count in lines.most_common(_MOST):
            terminalreporter.write_line(f"  {line} ({count} {'test' if count == 1 else 'tests'})")
        if len(lines) > _MOST:
            terminalreporter.write_line(f"  and {len(lines) - _MOST} more")
