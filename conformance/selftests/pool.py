"""Runs what many tests of one module wait for in as many processes as there are cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

import pytest

T = TypeVar("T")


@contextmanager
def by_name(
    request: pytest.FixtureRequest, names: Iterable[str], work: Callable[[str], T]
) -> Iterator[Mapping[str, Future[T]]]:
    """Return what comes of each name that a test of the fixture's module was collected for, as its parameter `name`.

    Args:
        request: That of the fixture, which lasts for its module.
        names: All names.
        work: A function of a module; it is called in another process.
    """
    items = [item for item in request.session.items if item.path == request.node.path]
    asked = {getattr(item, "callspec").params.get("name") for item in items if hasattr(item, "callspec")}  # noqa: B009 - pytest has no type for it
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        yield {name: pool.submit(work, name) for name in names if name in asked}
