"""Random answers that satisfy the whole contract and the relations of its properties: no rule may report them."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from hypothesis import strategies as st

from conformance.exchange.unpacking import MAX_BODY, unpack
from conformance.model import Case, Exchange, Intent, Request, Response
from conformance.reference.data import humanize
from conformance.selftests.json_writer import Writer

AGENT = "8c1f2a34-5b6d-4e7f-8a90-b1c2d3e4f506"
KEY = "bn-4f1c9d27a8e3b65042d1"
GREATEST = 2**31 - 1
FINAL = ("completed", "busy", "no-answer", "failed", "canceled", "call-disconnected", "balance-low", "stopped", "error")
OPEN = ("scheduled", "queued", "rescheduled", "initiated", "ringing", "in-progress")
MOST_CALLS = 4
"""A contact is called once, and three times more."""
_MARK = timedelta(minutes=10)
_HOURS = st.integers(0, 24 * 400)
_LEAP_SECOND = "2016-12-31T23:59:60"
_PREFIXES = ("+1206555", "+1415555", "+9198765", "+44740012", "+5511912345", "+4915123456", "+819012345", "+6591234")
_LENGTHS = (12, 12, 13, 13, 14, 14, 13, 11)

Row = dict[str, Any]


def _numbers() -> st.SearchStrategy[str]:
    """Return phone numbers in E.164, of a length that each country has."""

    def number(place: int, digits: int) -> str:
        prefix, length = _PREFIXES[place], _LENGTHS[place]
        return prefix + f"{digits:09}"[-(length - len(prefix)) :]

    return st.builds(number, st.integers(0, len(_PREFIXES) - 1), st.integers(0, 10**9 - 1))


# A name is not a path: no slash or backslash, which clients would take for a folder.
_LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\\")
_NAMES = st.text(_LETTERS, max_size=30).map(lambda text: f"{text}.csv")
_COUNTS = st.one_of(st.integers(0, 900), st.sampled_from([0, 1, GREATEST - 1, GREATEST]))
_IDS = st.text("0123456789abcdefABCDEF", min_size=32, max_size=32)


def _stamp(draw: st.DrawFn, time: datetime) -> str:
    """Write a time in one of the notations that RFC 3339 has for UTC."""
    text = time.strftime(f"%Y-%m-%d{draw(st.sampled_from('TTTt'))}%H:%M:%S")
    digits = f"{time.microsecond:06}"
    fraction = draw(st.sampled_from(["", ".0", ".000", ".000000000"])) if not time.microsecond else f".{digits}"
    return text + fraction + draw(st.sampled_from(["Z", "Z", "z", "+00:00", "-00:00"]))


def _times(draw: st.DrawFn, status: str, now: datetime) -> tuple[datetime, datetime | None, datetime]:
    """Return when a batch was created, is scheduled, and was last updated."""
    age = timedelta(hours=draw(_HOURS), seconds=draw(st.integers(0, 3_599)), microseconds=draw(st.sampled_from([0, 7])))
    created = now - timedelta(minutes=30) - age
    if status == "created":
        return created, None, _between(draw, created, now)
    if status == "scheduled":
        scheduled = _mark(now + timedelta(minutes=5, hours=draw(st.integers(0, 500))))
        return created, scheduled, _between(draw, created, now)
    scheduled = _mark(created + timedelta(minutes=2))
    return created, scheduled, _between(draw, scheduled, now)


def _between(draw: st.DrawFn, first: datetime, last: datetime) -> datetime:
    """Return one of the two times, or one between them."""
    middle = first + (last - first) / 2
    return draw(st.sampled_from([first, middle.replace(microsecond=0) if middle - first > _MARK else first, last]))


def _mark(time: datetime) -> datetime:
    """Return the first ten-minute mark that is not before a time."""
    past = (time - datetime(2000, 1, 1, tzinfo=UTC)) % _MARK
    return time if not past else time - past + _MARK


def _counts(draw: st.DrawFn, status: str, valid: int) -> Mapping[str, int]:
    """Count the calls of a batch by their status."""
    if status == "created" or not valid:
        return {}
    names = {"scheduled": ("scheduled",), "queued": (*OPEN, *FINAL), "executed": FINAL}[status]
    left = valid if status == "scheduled" else valid * MOST_CALLS
    counts = {}
    for name in draw(st.lists(st.sampled_from(names), unique=True)):
        counts[name] = draw(st.integers(0, min(left, GREATEST)))
        left -= counts[name]
    return counts


@st.composite
def rows(draw: st.DrawFn, now: datetime) -> Row:
    """Draw a batch as of `now`, with every property present or omitted."""
    status = draw(st.sampled_from(["created", "scheduled", "queued", "executed"]))
    created, scheduled, updated = _times(draw, status, now)
    numbers = draw(st.lists(_numbers(), min_size=1, max_size=draw(st.sampled_from([1, 3, 40])), unique=True))
    valid = draw(_COUNTS)
    total = draw(st.sampled_from([valid, min(valid + 1, GREATEST), GREATEST]))
    row: Row = {
        "batch_id": draw(_IDS),
        "humanized_created_at": humanize(created, now),
        "created_at": _stamp(draw, created),
        "updated_at": _stamp(draw, updated),
        "status": status,
        "from_phone_number": draw(st.sampled_from(numbers)),
        "from_phone_numbers": numbers,
        "file_name": draw(_NAMES),
        "valid_contacts": valid,
        "total_contacts": total,
        "execution_status": _counts(draw, status, valid),
    }
    if scheduled is not None:
        row["scheduled_at"] = _stamp(draw, scheduled)
    if status == "created" and draw(st.integers(0, 9)) == 0:
        row["created_at"] = _LEAP_SECOND + "Z"
        row["humanized_created_at"] = humanize(datetime(2017, 1, 1, tzinfo=UTC), now)
    absent = draw(st.sets(st.sampled_from(sorted(row)))) if draw(st.booleans()) else set()
    return {name: value for name, value in row.items() if name not in absent}


@dataclass(frozen=True)
class Wire:
    """How an API writes its answers: everything without meaning."""

    seed: int
    content_type: str
    lower_case: bool
    packed: bool
    reverse: bool
    tag: str
    more: tuple[tuple[str, str], ...] = ()

    def response(self, status: int, value: object, now: datetime, *headers: tuple[str, str]) -> Response:
        """Write an answer, and read it like the transport."""
        body = Writer(self.seed + status).write(value)
        given = [("Date", format_datetime(now, usegmt=True)), ("Content-Type", self.content_type), *headers]
        given += [("Strict-Transport-Security", "max-age=31536000"), ("ETag", self.tag), *self.more]
        if self.packed:
            body = unpack(gzip.compress(body, mtime=0), "gzip", MAX_BODY)
            given.append(("Content-Encoding", "gzip"))
        if self.lower_case:
            given = [(name.lower(), text) for name, text in given]
        return Response(status, tuple(reversed(given) if self.reverse else given), body)


_TYPES = (
    "application/json",
    "application/json; charset=utf-8",
    'application/json;charset="UTF-8"',
    "Application/JSON ; charset=UTF-8",
)
_TAGS = ('"33a64df5"', 'W/"33a64df5"', '""', '"a,b/c"', 'W/"\xe4"')
_MORE = {
    "Last-Modified": ("Sun, 06 Nov 1994 08:49:37 GMT",),
    "Expires": ("0", "Thu, 01 Jan 1970 00:00:00 GMT"),
    "Cache-Control": ("no-store", 'private, max-age=60, x="a, b"', "no-cache"),
    "Vary": ("Accept", "*", "Origin, Accept-Encoding"),
    "Link": ('<?page=1>; rel="first last", <https://docs.example.com/a,b>; rel=help; title="a; <b>"',),
    "X-Total-Count": ("0", "7"),
    "X-Cache": ("MISS", "Miss from edge"),
    "Access-Control-Allow-Origin": ("*", "https://app.example.com"),
}
"""Headers that any answer may have, each with sound values."""
_WIRES = st.builds(
    Wire,
    *(st.integers(0, 2**32), st.sampled_from(_TYPES), st.booleans(), st.booleans(), st.booleans()),
    st.sampled_from(_TAGS),
    st.fixed_dictionaries({}, optional={name: st.sampled_from(each) for name, each in _MORE.items()}).map(
        lambda more: tuple(more.items())
    ),
)


@st.composite
def conversations(draw: st.DrawFn) -> list[Exchange]:
    """Draw the answers of a sound API to a run: one list thrice, ids in either case, refusals, unknown ids."""
    now = datetime(2024, 3, 1, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 10**8)))
    wire, code = draw(_WIRES), draw(st.sampled_from([0, 401, 1001, GREATEST]))
    made = draw(st.lists(rows(now), max_size=3))
    found = list({str(row.get("batch_id", place)).lower(): row for place, row in enumerate(made)}.values())
    challenge = ("WWW-Authenticate", draw(st.sampled_from(["Bearer", 'Bearer realm="api"', 'bearer error="x"'])))
    error = {"error": code, "message": draw(st.sampled_from(["", "Access denied", "पहुँच अस्वीकृत"]))}
    success = wire.response(200, found, now)
    refusal = wire.response(401, error, now, challenge)
    absent = draw(st.sampled_from([wire.response(404, error, now), wire.response(200, [], now)]))
    malformed = wire.response(draw(st.sampled_from([400, 404, 422])), error, now)
    known = [(Intent.KNOWN, AGENT, success)] * 3
    known += [(Intent.RESPELLED, AGENT.upper(), success), (Intent.LOWERCASE_SCHEME, AGENT, success)]
    refused = [(intent, AGENT, refusal) for intent in Intent if intent.is_refusable]
    rest = [(Intent.UNKNOWN, "00000000-0000-4000-8000-000000000000", absent), (Intent.MALFORMED, "null", malformed)]
    return list(_exchanges([*known, *refused, *rest]))


def _exchanges(answers: Sequence[tuple[Intent, str, Response]]) -> Sequence[Exchange]:
    return [
        Exchange(
            sequence=number,
            case=Case(
                f"{intent.value}-{number}",
                "GET /batches/{agent_id}/all",
                intent,
                "GET",
                f"/batches/{agent}/all",
                known=AGENT if agent.lower() == AGENT else None,
            ),
            request=Request("GET", f"https://api.example.com/batches/{agent}/all", secrets=(KEY,)),
            response=response,
        )
        for number, (intent, agent, response) in enumerate(answers)
    ]
