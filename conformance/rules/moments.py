"""Time stamps read leniently, and texts such as `5 minutes ago`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from conformance.model import JsonValue

DAY = 86_400
EARLIEST = 1800
_STAMP = re.compile(
    r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]{1,9})?[0-9]*)?\s*([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?\s*"
)
# The least number taken for seconds since 1970 (so from 1973 on), and for milliseconds.
_SECONDS, _MILLISECONDS, _TOO_LARGE = 10**8, 10**11, 10**14
# Time stamps of two forms are compared only if they differ by more than any two zones, and a day.
_SLACK = 2 * DAY
_UNITS = {
    **dict.fromkeys(("second", "sec", "s"), 1),
    **dict.fromkeys(("minute", "min", "m"), 60),
    **dict.fromkeys(("hour", "hr", "h"), 3_600),
    **dict.fromkeys(("day", "d"), DAY),
    **dict.fromkeys(("week", "wk", "w"), 7 * DAY),
    **dict.fromkeys(("month", "mo"), 31 * DAY),
    **dict.fromkeys(("year", "yr", "y"), 366 * DAY),
}
# Months and years count with their greatest length; these are the shortest.
_SHORTEST = {31 * DAY: 28 * DAY, 366 * DAY: 365 * DAY}
_AGO = re.compile(
    r"(?:about |almost |over |around |less than |more than |~ ?)?"
    r"(an?|one|[0-9]{1,5}) ?(sec|second|min|minute|hr|hour|day|week|wk|month|mo|year|yr|[smhdwy])s? ago"
)
_IN = re.compile(r"in (?:about |almost |over |around |~ ?)?(?:an?|one|[0-9]{1,5}) [a-z]+")
_PHRASES = {
    **dict.fromkeys(("now", "just now", "right now", "a moment ago", "moments ago", "a few seconds ago"), 120),
    **dict.fromkeys(("today", "earlier today"), DAY),
    "yesterday": 2 * DAY,
    "last week": 14 * DAY,
    "last month": 62 * DAY,
    "last year": 731 * DAY,
}


@dataclass(frozen=True)
class Moment:
    """A moment, in seconds since 1970, and its form: `date`, `local` (without a zone) or `zoned`."""

    seconds: float
    form: str

    def is_before(self, other: Moment) -> bool:
        """Return whether this moment is certainly before another, in any time zones."""
        return self.seconds + (0 if self.form == other.form else _SLACK) < other.seconds

    def is_comparable(self, other: Moment) -> bool:
        """Return whether two moments can be ordered with certainty."""
        return self.form == other.form or self.is_before(other) or other.is_before(self)

    def after(self, seconds: float) -> Moment:
        """Return the moment some seconds later."""
        return Moment(self.seconds + seconds, self.form)


def moment(value: JsonValue) -> Moment | None:
    """Return the moment that a value represents; None for other values.

    A second 89 or a 31 February carries over: it is invalid, but the moment is clear enough.

    >>> moment("1970-01-02T00:00:89Z")
    Moment(seconds=86489.0, form='zoned')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        unit = 1 if _SECONDS <= value < _MILLISECONDS else 1_000 if _MILLISECONDS <= value < _TOO_LARGE else 0
        return Moment(value / unit, "zoned") if unit else None
    return _read(value) if isinstance(value, str) else None


@lru_cache(maxsize=4_096)
def _read(text: str) -> Moment | None:
    """Return the moment of a time stamp; several rules read the same ones."""
    match = _STAMP.fullmatch(text)
    # Some languages write the year 1 for the absence of a time.
    if match is None or not 1 <= int(match[2]) <= 12 or int(match[1]) < EARLIEST:
        return None
    days = date(int(match[1]), int(match[2]), 1).toordinal() - date(1970, 1, 1).toordinal() + int(match[3]) - 1
    time = int(match[4] or 0) * 3_600 + int(match[5] or 0) * 60 + int(match[6] or 0) + float(match[7] or 0)
    form = "date" if match[4] is None else "local" if match[8] is None else "zoned"
    return Moment(float(days * DAY + time - _offset(match[8] or "Z")), form)


def _offset(zone: str) -> int:
    if zone in "Zz":
        return 0
    seconds = int(zone[1:3]) * 3_600 + int(zone[-2:]) * 60
    return -seconds if zone[0] == "-" else seconds


def oldest(text: str) -> float | None:
    """Return the greatest age in seconds that a relative text allows; None for other texts.

    >>> oldest("5 minutes ago"), oldest("some time ago")
    (360.0, None)
    """
    found = age(text)
    return found[1] if found is not None else None


def age(text: str) -> tuple[float, float] | None:
    """Return the least and the greatest age in seconds that a relative text allows, for any way of rounding.

    >>> age("5 minutes ago"), age("2 months ago"), age("yesterday"), age("some time ago")
    ((240.0, 360.0), (2419200.0, 8035200.0), (0.0, 172800.0), None)
    """
    plain = " ".join(text.lower().split())
    if plain in _PHRASES:
        return 0.0, float(_PHRASES[plain])
    match = _AGO.fullmatch(plain)
    # A time to come has no positive age; how far off it is does not matter.
    if match is None:
        return (-math.inf, 0.0) if _IN.fullmatch(plain) else None
    number = int(match[1]) if match[1].isdigit() else 1
    unit = _UNITS[match[2]]
    fewest = 0 if plain.startswith("less than") else (number - 1) * _SHORTEST.get(unit, unit)
    if "more than" in plain or plain.startswith("over"):
        number += 1
    return float(fewest), float((number + 1) * unit)


def ago(seconds: float) -> str:
    """Return a relative text for a number of seconds.

    >>> ago(80), ago(37 * 86400 - 60)
    ('1 minute ago', '37 days ago')
    """
    scale = (("day", DAY), ("hour", 3_600), ("minute", 60), ("second", 1))
    name, unit = next(((name, size) for name, size in scale if seconds >= size), ("second", 1))
    number = max(1, round(seconds / unit))
    return f"{number} {name}{'s' if number > 1 else ''} ago"


def stamp(seconds: float) -> str | None:
    """Return a moment in the format of RFC 3339, in UTC; None beyond its range of years.

    >>> stamp(86489.0)
    '1970-01-02T00:01:29Z'
    """
    try:
        when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
    except OverflowError:
        return None
    return when.isoformat().replace("+00:00", "Z")
