"""What hypothesis makes for itself stays in memory: nothing of it is left in the folder where a command is run."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def tables_in_memory() -> Iterator[None]:
    """Keep hypothesis from writing its tables of Unicode to the working directory while something is drawn.

    A process makes them once, in a tenth of a second. They are kept on disk only where `HYPOTHESIS_STORAGE_DIRECTORY`
    names a folder. Tests of the user's in the same process find their own examples as before.
    """
    from hypothesis import configuration, errors  # noqa: PLC0415 - whatever draws imports it, and it is slow

    # There is no way to ask which folder another has set.
    before = configuration.__hypothesis_home_directory
    configuration.set_hypothesis_home_dir(os.environ.get("HYPOTHESIS_STORAGE_DIRECTORY", os.devnull))
    try:
        with warnings.catch_warnings():
            # A plan and a change are known before pytest starts its session: that is meant.
            warnings.simplefilter("ignore", errors.HypothesisSideeffectWarning)
            yield
    finally:
        configuration.set_hypothesis_home_dir(before)
