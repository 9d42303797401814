"""Keeps the tables of hypothesis in memory instead of the working directory."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def tables_in_memory() -> Iterator[None]:
    """Keep hypothesis from writing its tables of Unicode to the working directory while something is drawn.

    A process builds them once, in a tenth of a second. They are written to disk only where
    `HYPOTHESIS_STORAGE_DIRECTORY` names a folder. The user's tests in the same process find their examples as before.
    """
    from hypothesis import configuration, errors  # noqa: PLC0415 - whatever draws imports it, and it is slow

    # There is no public way to read the current folder.
    before = configuration.__hypothesis_home_directory
    configuration.set_hypothesis_home_dir(os.environ.get("HYPOTHESIS_STORAGE_DIRECTORY", os.devnull))
    try:
        with warnings.catch_warnings():
            # Plan and change are drawn before pytest starts its session, on purpose.
            warnings.simplefilter("ignore", errors.HypothesisSideeffectWarning)
            yield
    finally:
        configuration.set_hypothesis_home_dir(before)
