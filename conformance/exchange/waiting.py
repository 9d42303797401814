"""How long to wait between requests: as the user says, and as an answer asks."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from datetime import UTC, datetime

from conformance.model import InputError, Response

_RATE = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)(?:/s)?", re.ASCII)


def interval_of(rate: str) -> float:
    """Return the seconds between two requests at a rate such as `5/s`.

    Raises:
        InputError: It is not a rate.

    >>> interval_of("5"), interval_of("0.5/s")
    (0.2, 2.0)
    """
    found = _RATE.fullmatch(rate)
    if found is None or not float(found[1]):
        raise InputError(f"--rate {rate!r} is not a number of requests per second; write it like 5/s or 0.5/s")
    return 1 / float(found[1])


def retry_after(response: Response) -> int | None:
    """Return for how many seconds an answer asks to wait, by a number or a date (RFC 9110 section 10.2.3)."""
    asked = (response.header("retry-after") or "").strip()
    if asked.isascii() and asked.isdecimal():
        return int(asked.lstrip("0")[:9] or "0")  # more digits would not make it any less too long
    moment = _moment(asked)
    if moment is None:
        return None
    # By the target's own clock, if the answer has a Date: clocks differ.
    now = _moment(response.header("date") or "") or datetime.now(UTC)
    return max(0, math.ceil((moment - now).total_seconds()))


def _moment(text: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    return None
