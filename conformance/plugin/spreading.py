"""With pytest-xdist, runs the suite in the process that writes the report, and all else in the workers."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from conformance.plugin.state import SELFTESTS, SUITE, is_worker

_HOW_TO_RUN = ("usepdb", "trace", "collectonly", "plan", "setupshow", "setuponly", "setupplan", "showfixtures")
_WHAT_TO_RUN = ("keyword", "lf", "stepwise", "rule")
_JUDGED_INSTEAD = ("base_url", "recording", "spec", "against")


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Load pytest-xdist where it is installed: in this project no plugin is loaded automatically."""
    # As `-p xdist` does, but without rewriting the asserts in its modules, which takes time.
    pluginmanager.load_setuptools_entrypoints("pytest11", "xdist")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Start no workers for the suite alone; use all cores for all self-tests unless an option says how to run."""
    option = config.option
    if not config.pluginmanager.hasplugin("xdist") or is_worker(config):
        return
    paths = [_path(config, each) for each in config.args]
    ours = (SUITE, SELFTESTS) if _has_any(option, _JUDGED_INSTEAD) else (SUITE,)
    if all(any(path.is_relative_to(folder) for folder in ours) for path in paths):
        option.numprocesses = 0
    elif any(SELFTESTS.is_relative_to(path) for path in paths) and not _is_specific(option):
        option.numprocesses, option.dist = "auto", "worksteal"


def _is_specific(option: Namespace) -> bool:
    is_spread = option.numprocesses is not None or option.dist != "no" or option.tx
    return is_spread or option.capture == "no" or _has_any(option, (*_HOW_TO_RUN, *_WHAT_TO_RUN, *_JUDGED_INSTEAD))


def _has_any(option: Namespace, names: Iterable[str]) -> bool:
    return any(getattr(option, name, None) for name in names)


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Run the suite here before the workers start, so that no other process sends its requests again."""
    plugins, asked = session.config.pluginmanager, _asked(session.config)
    if not _is_controller(session.config) or not asked:
        return (yield)
    here = session.perform_collect(asked)
    others = [plugins.getplugin("dsession"), plugins.getplugin(__name__)]
    with _with_file_names(plugins.getplugin("terminalreporter")):
        plugins.subset_hook_caller("pytest_runtestloop", others)(session=session)
    done = yield
    # The workers have overwritten it.
    session.testscollected += len(here)
    return done


@contextmanager
def _with_file_names(reporter: Any) -> Iterator[None]:
    """Let the terminal show file names, as it does without workers, whose items come in any order."""
    if reporter is not None:
        reporter.showfspath = None
    yield
    if reporter is not None:
        reporter.ensure_newline()
        reporter.showfspath = False


def _asked(config: pytest.Config) -> list[str]:
    """Return the arguments that may be a part of the suite; one that is not a path may be a module."""
    paths = {each: _path(config, each) for each in config.args}
    return [each for each, path in paths.items() if not path.exists() or _leads_to_suite(path)]


def _path(config: pytest.Config, argument: str) -> Path:
    return (config.invocation_params.dir / argument.partition("::")[0]).resolve()


def _leads_to_suite(path: Path) -> bool:
    return SUITE.is_relative_to(path) or path.is_relative_to(SUITE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out in the controller what the workers run."""
    return True if _is_controller(config) and not _leads_to_suite(collection_path) else None


def own_items(config: pytest.Config, items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the items that this process runs."""
    if _is_controller(config):
        return [item for item in items if item.path.is_relative_to(SUITE)]
    if is_worker(config):
        return [item for item in items if not item.path.is_relative_to(SUITE)]
    return items


def _is_controller(config: pytest.Config) -> bool:
    return config.pluginmanager.hasplugin("dsession")
