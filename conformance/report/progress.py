"""How far a run is, told now and then."""

from __future__ import annotations

import time
from collections.abc import Callable

_SECONDS = 2.0


def progress(write: Callable[[str], None]) -> Callable[[int, int], None]:
    """Return a function that tells, every two seconds, how many requests are done of how many."""
    told = time.monotonic()

    def tell(done: int, planned: int) -> None:
        nonlocal told
        if time.monotonic() - told >= _SECONDS:
            told = time.monotonic()
            write(f"  {done} of {planned} requests sent")

    return tell
