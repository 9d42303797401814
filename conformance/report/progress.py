"""The progress of a run, reported every two seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

_SECONDS = 2.0


def progress(write: Callable[[str], None], what: str) -> Callable[[int, int], None]:
    """Return a function that reports how many are done of how many, at most every two seconds.

    Args:
        write: Writes a line.
        what: What they are, such as `requests sent`.
    """
    last = time.monotonic()

    def report(done: int, planned: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS:
            last = time.monotonic()
            write(f"  {done} of {planned} {what}")

    return report
