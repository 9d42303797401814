"""Plausible batches of four fictional agents: drawn from a seed, and free of contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from typing import TypeAlias

Row: TypeAlias = dict[str, object]
"""One batch as a JSON object."""

AGENTS = (
    "0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6",
    "5d2f9c18-e3a4-4b07-8c6e-91b0f4d7a235",
    "a94c3e70-18bf-4d62-b5f1-6073ce2d8f9b",
    "f1e86b3d-7290-4ac5-a2d4-c85b1e6f0739",
)
FOREIGN_AGENT = "6e03b9d1-4f5a-4c28-9d70-a81c2be6f354"
"""An agent of another account, to which the key gives no access."""
_SIZES = {**dict(zip(AGENTS, (120, 200, 0, 40), strict=True)), FOREIGN_AGENT: 30}

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_MARK = 10 * _MINUTE
_FINISHED = ("busy", "no-answer", "failed", "canceled", "call-disconnected", "balance-low", "stopped", "error")
_AREA_CODES = ("206", "212", "305", "312", "415", "512", "617", "702")
_TOPICS = (
    "customers",
    "renewals",
    "leads",
    "payment_reminders",
    "Webinar Invites",
    "survey",
    "no_shows",
    "trial_users",
)


def batches(agent: str, now: datetime, size: int | None = None) -> list[Row]:
    """Return the agent's batches as they are at `now`, the newest first; none for an unknown agent.

    The same arguments give the same rows. The caller may change the rows, but not the objects in them.
    """
    return [dict(row) for row in _drawn(agent, now, _SIZES.get(agent, 0) if size is None else size)]


def humanize(created: datetime, now: datetime) -> str:
    """Return in words how long ago something was created.

    >>> humanize(datetime(2026, 1, 1, 8), datetime(2026, 1, 1, 11, 59))
    '3 hours ago'
    """
    age = int((now - created).total_seconds())
    units = (("day", _DAY), ("hour", _HOUR), ("minute", _MINUTE), ("second", 1))
    unit, length = next((unit for unit in units if age >= unit[1]), units[-1])
    number = age // length
    return f"{number} {unit}{'' if number == 1 else 's'} ago"


@lru_cache(maxsize=64)
def _drawn(agent: str, now: datetime, size: int) -> tuple[Row, ...]:
    draw = Random(agent)  # noqa: S311 - repeatable on purpose
    rows = [_row(draw, now) for _ in range(size)]
    return tuple(sorted(rows, key=lambda row: str(row["created_at"]), reverse=True))


def _row(draw: Random, now: datetime) -> Row:
    status = draw.choices(("executed", "scheduled", "queued", "created"), (70, 15, 5, 10))[0]
    created, scheduled, updated = _times(draw, status, now)
    numbers = [f"+1{area}55501{draw.randrange(100):02}" for area in draw.sample(_AREA_CODES, draw.randint(1, 3))]
    valid = draw.randint(1, 900)
    return {
        "batch_id": f"{draw.getrandbits(128):032x}",
        "humanized_created_at": humanize(created, now),
        "created_at": _stamp(created),
        "updated_at": _stamp(updated),
        "status": status,
        **({"scheduled_at": _stamp(scheduled)} if scheduled else {}),  # omitted, since the contract allows no null
        "from_phone_number": numbers[0],
        "from_phone_numbers": numbers,
        "file_name": f"{draw.choice(_TOPICS)}_{created:%Y-%m-%d}.csv",
        "valid_contacts": valid,
        "total_contacts": valid + draw.choice((0, 0, 1, draw.randrange(60))),
        "execution_status": _execution_status(draw, status, valid),
    }


def _times(draw: Random, status: str, now: datetime) -> tuple[datetime, datetime | None, datetime]:
    """Return when a batch was created, is to run (None: not yet decided) and was last updated."""

    def ago(least: int, most: int) -> datetime:
        return now - timedelta(seconds=draw.randint(least, most))

    def later(time: datetime, least: int, most: int) -> datetime:
        return time + timedelta(seconds=draw.randint(least, most))

    if status == "created":
        created = ago(5 * _MINUTE, 30 * _DAY)
        return created, None, later(created, 0, 4 * _MINUTE)
    if status == "scheduled":
        created = ago(10 * _MINUTE, draw.choice((_HOUR, 5 * _DAY)))
        return created, _next_mark(later(now, 30 * _MINUTE, 14 * _DAY)), later(created, 0, 8 * _MINUTE)
    if status == "queued":
        scheduled = _next_mark(ago(20 * _MINUTE, 40 * _MINUTE))
        return later(scheduled, -2 * _DAY, -2 * _MINUTE), scheduled, later(scheduled, 0, 5 * _MINUTE)
    created = ago(_DAY, 89 * _DAY)
    scheduled = _next_mark(later(created, 2 * _MINUTE, 12 * _HOUR))
    return created, scheduled, later(scheduled, 0, 10 * _HOUR)


def _execution_status(draw: Random, status: str, valid: int) -> Mapping[str, int]:
    """Count the calls of a batch by their status; a retry is a call of its own."""
    if status == "created":
        return {}
    if status == "scheduled":
        return draw.choice(({}, {"scheduled": valid}))
    if status == "queued":
        queued = draw.randint(1, valid)
        return {"queued": queued, "scheduled": valid - queued} if queued < valid else {"queued": queued}
    retries = draw.randint(0, valid)
    outcomes = draw.sample(_FINISHED, draw.randint(1, 4))
    counts = {"completed": valid + retries}
    for outcome in outcomes:
        share = draw.randint(0, counts["completed"] // 2)
        counts["completed"] -= share
        counts[outcome] = share
    return {outcome: count for outcome, count in counts.items() if count}


def _next_mark(time: datetime) -> datetime:
    """Return the first ten-minute mark that is not before the time."""
    past = timedelta(seconds=time.timestamp() % _MARK)
    return time if not past else time - past + timedelta(seconds=_MARK)


def _stamp(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"
