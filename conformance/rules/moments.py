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
# What a number has to be at least to be seconds since 1970 (here: since 1973), and to be milliseconds.
_SECONDS, _MILLISECONDS, _TOO_LARGE = 10**8, 10**11, 10**14
# Stamps of two forms are compared only where they lie further apart than any two zones, and a day.
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
# Months and years are counted by the longest; the shortest are so long.
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
    """A moment, in seconds since 1970, and how it was given: `date`, `local` (without a zone) or `zoned`."""

    seconds: float
    form: str

    def is_before(self, other: Moment) -> bool:
        """Return whether this moment surely lies before another, whatever zones are meant."""
        return self.seconds + (0 if self.form == other.form else _SLACK) < other.seconds

    def is_comparable(self, other: Moment) -> bool:
        """Return whether it is known which of two moments is the earlier one, or that they are equal."""
        return self.form == other.form or self.is_before(other) or other.is_before(self)

    def after(self, seconds: float) -> Moment:
        """Return the moment some seconds later."""
        return Moment(self.seconds + seconds, self.form)


def moment(value: JsonValue) -> Moment | None:
    """Return the moment that a value gives; None where it gives none.

    A second 89 or a 31 February goes over into what follows: it is wrong, but tells well enough when it was.

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
    # The year 1 is what some languages write for no time at all.
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
    """Return how many seconds at most lie between now and what a relative text says; None where it is no such text.

    >>> oldest("5 minutes ago"), oldest("some time ago")
    (360.0, None)
    """
    found = age(text)
    return found[1] if found is not None else None


def age(text: str) -> tuple[float, float] | None:
    """Return how many seconds at least and at most a relative text speaks of, however it was rounded.

    >>> age("5 minutes ago"), age("2 months ago"), age("yesterday"), age("some time ago")
    ((240.0, 360.0), (2419200.0, 8035200.0), (0.0, 172800.0), None)
    """
    plain = " ".join(text.lower().split())
    if plain in _PHRASES:
        return 0.0, float(_PHRASES[plain])
    match = _AGO.fullmatch(plain)
    # What is to come was no time ago; how far off it is does not matter.
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
    """Return a moment as RFC 3339 writes it, in UTC; None beyond the years that it can write.

    >>> stamp(86489.0)
    '1970-01-02T00:01:29Z'
    """
    try:
        when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
    except OverflowError:
        return None
    return when.isoformat().replace("+00:00", "Z")
