"""Runs what many tests wait for in as many processes as there are cores, from the first test on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeAlias

import pytest

Ahead: TypeAlias = Callable[[str], Any]
"""Returns what came of the job of a name in the module of the test that asks, once it is done."""


@contextmanager
def started(items: Iterable[pytest.Item]) -> Iterator[Mapping[tuple[str, str], Future[Any]]]:
    """Start the jobs of all tests that were collected, by the name of their module and their parameter `name`.

    A module has its jobs in `JOBS`: functions of a module by the names that they are called with.
    """
    coming: dict[tuple[str, str], Future[Any]] = {}
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        for item in items:
            jobs = getattr(getattr(item, "module", None), "JOBS", {})
            name = getattr(getattr(item, "callspec", None), "params", {}).get("name")
            if isinstance(name, str) and name in jobs and (item.path.name, name) not in coming:
                coming[item.path.name, name] = pool.submit(jobs[name], name)
        try:
            yield coming
        finally:
            pool.shutdown(cancel_futures=True)
