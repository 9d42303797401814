"""The progress of a run, reported every two seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

_SECONDS = 2.0
_MINUTE, _HOUR = 60, 3_600
_LONG = 3 * _MINUTE


def progress(write: Callable[[str], None], what: str) -> Callable[[int, int], None]:
    """Return a function that reports how many are done of how many, at most every two seconds.

    Args:
        write: Writes a line.
        what: What they are, such as `requests sent`.
    """
    start = last = time.monotonic()

    def report(done: int, planned: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _SECONDS:
            last = now
            left = (planned - done) * (now - start) / done if done else 0.0
            write(f"  {done} of {planned} {what}" + (f", about {duration(left)} left" if left else ""))

    return report


def duration(seconds: float) -> str:
    """Return a time as one says it.

    >>> duration(62.4), duration(600), duration(9000)
    ('62 s', '10 min', '2.5 h')
    """
    if seconds < _LONG:
        return f"{seconds:.0f} s"
    return f"{seconds / _MINUTE:.0f} min" if seconds < 2 * _HOUR else f"{seconds / _HOUR:.1f} h"
