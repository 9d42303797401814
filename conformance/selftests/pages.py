"""Generated pages: a stale one is a warning that names the command, and an error in `.ci/run`."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


class StalePageWarning(UserWarning):
    """A generated page differs from what its command prints now."""


@contextmanager
def generated(page: str, command: str) -> Iterator[None]:
    """Warn if an assertion about a page fails: whoever adds a rule may continue, and is reminded."""
    try:
        yield
    except AssertionError:
        warnings.warn(StalePageWarning(f"{page} is stale: .venv/bin/{command} > {page}"), stacklevel=3)
