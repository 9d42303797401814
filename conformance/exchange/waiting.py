"""How long an answer asks its client to wait."""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import UTC, datetime

from conformance.model import Response


def retry_after(response: Response) -> int | None:
    """Return for how many seconds an answer asks to wait, by a number or a date (RFC 9110 section 10.2.3)."""
    asked = (response.header("retry-after") or "").strip()
    if asked.isascii() and asked.isdecimal():
        return int(asked.lstrip("0")[:9] or "0")  # more digits would not make it any less too long
    moment = _moment(asked)
    if moment is None:
        return None
    # By the clock that the moment was read from, where the answer tells it: clocks differ.
    now = _moment(response.header("date") or "") or datetime.now(UTC)
    return max(0, math.ceil((moment - now).total_seconds()))


def _moment(text: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    return None
