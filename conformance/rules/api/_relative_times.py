"""The screening test for relative times: many rows at once, each text parsed once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from operator import le

from conformance.rules.clock import TOLERANCE
from conformance.rules.moments import age
from conformance.rules.screening import Clock, Columns, Test


def agrees(text: str, since: str, others: Sequence[str]) -> Test:
    """Return the test that relative times agree with their moments and with the clock.

    Args:
        text: The property with the relative time.
        since: The property with its moment.
        others: The properties with moments that have passed; without a clock they bound how recent a text can be.
    """

    def accepts(of: Columns, clock: Clock | None) -> bool:
        if clock is None:
            times = zip(of[since], *[of[name] for name in others], strict=True)
            return all(map(_is_possible, map(_age, of[text]), map(max, times) if others else of[since], of[since]))
        said = {each: _ages(each) for each in {*of[text]}}
        try:
            passed = [*map(clock.when.__sub__, map(datetime.fromisoformat, of[since]))]
        except ValueError:  # a leap second
            return False
        least, most = zip(*map(said.__getitem__, of[text]), strict=True)
        return all(map(le, least, passed)) and all(map(le, passed, most))

    return accepts


_age = lru_cache(maxsize=4_096)(age)


@lru_cache(maxsize=4_096)
def _ages(text: str) -> tuple[timedelta, timedelta]:
    """Return the least and the greatest age that a relative text allows; an empty range for other texts."""
    least, most = _age(text) or (1.0, -math.inf)
    if most < least:
        return timedelta.max, timedelta.min
    return timedelta(seconds=max(0.0, least - TOLERANCE)), timedelta(seconds=most + TOLERANCE)


def _is_possible(said: tuple[float, float] | None, last: str, start: str) -> bool:
    passed, began = _read(last), _read(start)
    return said is not None and passed is not None and began is not None and (passed - began).total_seconds() <= said[1]


def _read(stamp: str) -> datetime | None:
    """Return a time stamp in UTC; None for a leap second."""
    try:
        return datetime.fromisoformat(stamp[:19])
    except ValueError:
        return None
