"""The kinds of relations between the properties of one row, and how a row breaks each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from conformance.model import JsonValue
from conformance.rules.moments import Moment, ago, moment, oldest, stamp
from conformance.rules.names import words_of

Row = Mapping[str, JsonValue]

# Statuses and keys of counts, as returned by `plain`.
NOT_STARTED = frozenset(
    {"scheduled", "pending", "queued", "created", "draft", "new", "notstarted", "waiting", "planned", "upcoming"}
)
STARTED = frozenset({"inprogress", "running", "processing", "executing", "started", "ringing", "ongoing"})
FINISHED = frozenset(
    {"completed", "complete", "finished", "done", "succeeded", "success", "successful", "executed", "processed"}
    | {"delivered", "answered"}
)
# One time stamp may be truncated to seconds and the other not, and simultaneous ones may differ by microseconds.
_ROUNDING = 0.999
PLANNED = frozenset({"scheduled", "planned", "upcoming"})


@dataclass(frozen=True)
class Breach:
    """How a row breaks a relation, and at which of its properties."""

    property: str
    message: str
    expected: str
    actual: str
    better: JsonValue = None
    """A value with which the row would satisfy the relation; None where none can be derived."""


class Relation(Protocol):
    """Something that must hold between properties; it does not apply where one of them is absent or null."""

    kind: ClassVar[str]

    @property
    def names(self) -> tuple[str, ...]:
        """The properties without which it does not apply."""

    @property
    def others(self) -> tuple[str, ...]:
        """Properties that are used where they are present."""

    def applies(self, row: Row) -> bool:
        """Return whether it can be decided for a row."""

    def breach(self, row: Row) -> Breach | None:
        """Return how a row breaks it; None where the row satisfies it or it does not apply."""


@dataclass(frozen=True)
class Order:
    """One moment is not after another."""

    earlier: str
    later: str
    kind: ClassVar[str] = "order"
    others: ClassVar[tuple[str, ...]] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Both moments."""
        return self.earlier, self.later

    def applies(self, row: Row) -> bool:
        """Return whether both moments are present and comparable."""
        first, second = moment(row.get(self.earlier)), moment(row.get(self.later))
        return first is not None and second is not None and first.is_comparable(second)

    def breach(self, row: Row) -> Breach | None:
        """Compare the two moments."""
        first, second = moment(row.get(self.earlier)), moment(row.get(self.later))
        if first is None or second is None or not second.after(_ROUNDING).is_before(first):
            return None
        message = f"{self.later} is before {self.earlier}"
        start = row[self.earlier]
        return Breach(self.later, message, f"at or after {self.earlier}: {start}", str(row[self.later]), start)


@dataclass(frozen=True)
class PartOfTotal:
    """The number of some things is at most the number of all."""

    part: str
    total: str
    kind: ClassVar[str] = "parts"
    others: ClassVar[tuple[str, ...]] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Both numbers."""
        return self.part, self.total

    def applies(self, row: Row) -> bool:
        """Return whether both numbers are present."""
        return _number(row.get(self.part)) is not None and _number(row.get(self.total)) is not None

    def breach(self, row: Row) -> Breach | None:
        """Compare the two numbers."""
        part, total = _number(row.get(self.part)), _number(row.get(self.total))
        if part is None or total is None or part <= total:
            return None
        message = f"{self.part} is more than {self.total}"
        return Breach(self.part, message, f"at most {self.total}: {total}", str(part), total)


@dataclass(frozen=True)
class CountsOfTotal:
    """The counts that break down a total sum to at most the total."""

    counts: str
    total: str
    kind: ClassVar[str] = "parts"
    others: ClassVar[tuple[str, ...]] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The map of counts and the total."""
        return self.counts, self.total

    def applies(self, row: Row) -> bool:
        """Return whether the total is present, and counts that are all numbers."""
        counts = row.get(self.counts)
        is_whole = isinstance(counts, Mapping) and len(_counts(counts)) == len(counts) > 0
        return is_whole and _number(row.get(self.total)) is not None

    def numbers(self, row: Row) -> tuple[int, int]:
        """Return the sum and the total of a row that has both."""
        total = _number(row.get(self.total))
        return sum(_counts(row.get(self.counts)).values()), total or 0

    def breach(self, row: Row) -> Breach | None:
        """Compare the sum with the total."""
        counts, total = _counts(row.get(self.counts)), _number(row.get(self.total))
        if total is None or sum(counts.values()) <= total:
            return None
        number = sum(counts.values())
        better = {name: int(count * max(total, 0) // number) for name, count in counts.items()}
        message = f"{self.counts} counts {number} in all, more than {self.total}"
        return Breach(self.counts, message, f"a sum of at most {self.total}: {total}", f"a sum of {number}", better)


@dataclass(frozen=True)
class StatusOfCounts:
    """Something that has not started counts nothing that is in progress or finished."""

    status: str
    counts: str
    later: str
    """A status that would be consistent."""
    kind: ClassVar[str] = "status"
    others: ClassVar[tuple[str, ...]] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The status and the map of counts."""
        return self.status, self.counts

    def applies(self, row: Row) -> bool:
        """Return whether the status says that nothing has begun, and the counts are present."""
        status = row.get(self.status)
        is_early = isinstance(status, str) and plain(status) in NOT_STARTED
        return is_early and isinstance(row.get(self.counts), Mapping)

    def breach(self, row: Row) -> Breach | None:
        """Look for counts that the status does not allow."""
        status = row.get(self.status)
        if not isinstance(status, str) or plain(status) not in NOT_STARTED:
            return None
        counts = _counts(row.get(self.counts))
        begun = [f"{name}: {n}" for name, n in counts.items() if n > 0 and plain(name) in STARTED | FINISHED]
        if not begun:
            return None
        message = f"{self.status} is {status} though {self.counts} counts started items ({', '.join(begun)})"
        return Breach(self.status, message, "a status of something started", status, self.later)


@dataclass(frozen=True)
class Schedule:
    """While something is only scheduled, its scheduled time is not before its other moments."""

    status: str
    member: str
    at: str
    others: tuple[str, ...] = field(default=())
    """The moments that have passed."""
    kind: ClassVar[str] = "schedule"

    @property
    def names(self) -> tuple[str, ...]:
        """The status and the time that is scheduled."""
        return self.status, self.at

    def applies(self, row: Row) -> bool:
        """Return whether it is only scheduled, and both its time and a past moment are present."""
        at, last = moment(row.get(self.at)), latest(row, self.others)
        is_scheduled = row.get(self.status) == self.member
        return is_scheduled and at is not None and last is not None and at.is_comparable(last[1])

    def breach(self, row: Row) -> Breach | None:
        """Compare the scheduled time with the latest moment that has passed."""
        at = moment(row.get(self.at))
        last = latest(row, self.others)
        if row.get(self.status) != self.member or at is None or last is None or not at.is_before(last[1]):
            return None
        message = f"{self.at} is before {last[0]} while {self.status} is {self.member}"
        better = stamp(last[1].seconds + 600)
        return Breach(self.at, message, f"after {last[0]}: {row[last[0]]}", str(row[self.at]), better)


@dataclass(frozen=True)
class RelativeTime:
    """A text such as `5 minutes ago` is consistent with its moment and all later ones."""

    text: str
    since: str
    others: tuple[str, ...] = field(default=())
    kind: ClassVar[str] = "relative"

    @property
    def names(self) -> tuple[str, ...]:
        """The text and the moment."""
        return self.text, self.since

    def applies(self, row: Row) -> bool:
        """Return whether the text is a relative time, and its moment and another of the same form are present."""
        text, since = row.get(self.text), moment(row.get(self.since))
        last = latest(row, tuple(name for name in self.others if name != self.since))
        is_relative = isinstance(text, str) and oldest(text) is not None
        return is_relative and since is not None and last is not None and since.form == last[1].form

    def breach(self, row: Row) -> Breach | None:
        """Compare the text with the time from its moment to the latest one: now is not earlier."""
        text, since = row.get(self.text), moment(row.get(self.since))
        last = latest(row, self.others)
        bound = oldest(text) if isinstance(text, str) else None
        if since is None or last is None or bound is None or since.form != last[1].form:
            return None
        passed = last[1].seconds - since.seconds
        if passed <= bound:
            return None
        message = f"{self.text} says {text}, though {last[0]} alone is {ago(passed)[:-4]} after {self.since}"
        return Breach(self.text, message, f"at least {ago(passed)}", str(text), ago(passed))


def plain(member: str) -> str:
    """Return a status without separators: `in-progress` is `inprogress`."""
    return "".join(words_of(member))


def _number(value: JsonValue) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _counts(value: JsonValue) -> dict[str, int]:
    items = value.items() if isinstance(value, Mapping) else ()
    return {name: number for name, each in items if (number := _number(each)) is not None and number >= 0}


def latest(row: Row, names: tuple[str, ...]) -> tuple[str, Moment] | None:
    """Return the latest of some moments of a row with its name; None where they cannot be compared."""
    found = [(name, when) for name in names if (when := moment(row.get(name))) is not None]
    if not found or len({when.form for _, when in found}) > 1:
        return None
    return max(found, key=lambda each: each[1].seconds)
