"""The progress of a run, reported every two seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

_SECONDS = 2.0


def progress(write: Callable[[str], None]) -> Callable[[int, int], None]:
    """Return a function that reports how many of the planned requests are done, at most every two seconds."""
    last = time.monotonic()

    def report(done: int, planned: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS:
            last = time.monotonic()
            write(f"  {done} of {planned} requests sent")

    return report
