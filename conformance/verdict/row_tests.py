"""What has to hold of a row for the rules on rows to be content with it: sufficient tests from the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import contains, eq, le
from typing import Any, TypeAlias

from conformance.rules.api._clock import SETTLING, TOLERANCE
from conformance.rules.api._retired import retired
from conformance.rules.evidence import Evidence, Kind
from conformance.rules.moments import EARLIEST, age
from conformance.rules.phones import is_phone_number
from conformance.rules.properties import Property
from conformance.rules.prose import file_type, is_e164
from conformance.rules.relation_kinds import (
    FINISHED,
    NOT_STARTED,
    STARTED,
    CountsOfTotal,
    Order,
    PartOfTotal,
    Relation,
    RelativeTime,
    Schedule,
    StatusOfCounts,
    plain,
)
from conformance.rules.relations import is_past

Row: TypeAlias = dict[str, Any]
Types: TypeAlias = Mapping[str, type]
"""The members of a row that are not null, with the types of their values."""
# Keywords of a map or list beside which the size alone tells how many values each assertion judges.
_EARLIEST = str(EARLIEST)
_DEEP = frozenset({"properties", "patternProperties", "$ref", "$dynamicRef", "allOf", "prefixItems"})


@dataclass(frozen=True)
class Clock:
    """When an answer was made, in the forms in which rows are compared with it."""

    when: datetime
    latest: str
    """The latest time that has passed by every clock, as RFC 3339 writes it."""
    due: str
    """From this time on what is scheduled may still be waiting."""
    settled: str
    """What has ended was not scheduled for later than this."""


def clock_at(seconds: float) -> Clock | None:
    """Return the clock that shows a moment; None beyond the years that it can write."""
    try:
        when = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
        limits = [when + timedelta(seconds=seconds) for seconds in (TOLERANCE, -SETTLING, SETTLING)]
    except (OverflowError, ValueError, OSError):
        return None
    latest, due, settled = (f"{each:%Y-%m-%dT%H:%M:%S}Z".rjust(20, "0") for each in limits)
    return Clock(when, latest, due, settled)


Columns: TypeAlias = Mapping[str, Sequence[Any]]
"""The values of some rows of one layout by name."""
Test: TypeAlias = Callable[[Columns, Clock | None], Sequence[bool]]
"""Tells of each row whether it keeps something; False where it does not, or where that is not easily told."""


class Unknown(Exception):  # noqa: N818 - nothing is wrong
    """Nothing is known of rows of a layout."""


def tests_of(evidence: Evidence, kind: Kind, row: Row) -> tuple[Test, ...]:
    """Return what has to hold of rows with the names and types of one.

    Raises:
        Unknown: Rows of this layout cannot be screened.
    """
    if not row.keys() <= kind.properties.keys():
        raise Unknown
    types = {name: type(value) for name, value in row.items() if value is not None}
    made = [*_of_values(evidence, kind, types), *_of_times(kind, types), *_of_replacements(kind, types)]
    made += [test for relation in kind.relations for test in _of_relation(evidence, kind, relation, types)]
    return tuple(made)


def _of_values(evidence: Evidence, kind: Kind, types: Types) -> Iterator[Test]:
    for name, of in types.items():
        one = kind.properties[name]
        if of is int:
            yield _is_natural(name)
        elif of is float:
            yield _is_exact(one)
        elif of is str:
            yield from _of_text(evidence, one)
        elif of is list:
            yield _of_list(evidence, one)
        elif of is dict:
            yield _of_map(evidence, one)


def _is_natural(name: str) -> Test:
    return lambda of, _: [number >= 0 for number in of[name]]


def _is_exact(one: Property) -> Test:
    """Tell that the reader has not rounded a number; for an integer only its text would tell."""
    if one.types != {"number"}:
        raise Unknown
    name = one.name
    return lambda of, _: [0 <= number < 2**53 for number in of[name]]


def _of_text(evidence: Evidence, one: Property) -> Iterator[Test]:
    name, mark = one.name, evidence.vocabulary.marks.get(one.pointer)
    if is_e164(one):
        yield lambda of, _: [*map(is_phone_number, of[name])]
    if kind := file_type(one.said):
        ending = f".{kind}"
        yield lambda of, _: [text.endswith(ending) for text in of[name]]
    if one.format == "date-time":
        # The schema asserts the rest of the form. The first years are what some write for no time at all.
        yield lambda of, _: [text[10::9] == "TZ" and text >= _EARLIEST for text in of[name]]
    if mark is not None:
        yield _on_mark(one, mark.value)


def _on_mark(one: Property, minutes: int) -> Test:
    if one.format != "date-time" or 60 % minutes:
        raise Unknown
    name, marks = one.name, frozenset(f"{minute:02}:00" for minute in range(0, 60, minutes))
    return lambda of, _: [text[14:19] in marks for text in of[name]]


def _of_list(evidence: Evidence, one: Property) -> Test:
    items = one.keyword("items")
    if not _is_simple(one) or not isinstance(items, Mapping) or items.keys() & _DEEP or file_type(one.said):
        raise Unknown
    if items.get("type") != "string" or one.pointer in evidence.vocabulary.marks:
        raise Unknown
    name = one.name
    if is_e164(one):
        return lambda of, _: [all(map(is_phone_number, texts)) for texts in of[name]]
    return lambda of, _: [True] * len(of[name])


def _of_map(evidence: Evidence, one: Property) -> Test:
    values = one.keyword("additionalProperties")
    if not _is_simple(one) or not isinstance(values, Mapping) or values.keys() & _DEEP or not one.is_map_of_integers:
        raise Unknown
    name, known = one.name, evidence.vocabulary.keys.get(one.pointer)
    if known is None:
        return lambda of, _: [*map(_are_counts, of[name])]
    keys = frozenset(known.value)
    return lambda of, _: [keys.issuperset(counts) and _are_counts(counts) for counts in of[name]]


def _is_simple(one: Property) -> bool:
    return len(one.parts) == 1 and not one.parts[0][1].keys() & _DEEP


def _are_counts(counts: Mapping[str, Any]) -> bool:
    return not counts or (min(counts.values()) >= 0 and type(sum(counts.values())) is int)


def _of_times(kind: Kind, types: Types) -> Iterator[Test]:
    """Yield that what has happened has passed; without a clock that is in doubt for every row alike."""
    for name in [name for name in types if is_past(kind.properties[name])]:
        yield _has_passed(kind, name, types)


def _has_passed(kind: Kind, name: str, types: Types) -> Test:
    if types[name] is str and not kind.properties[name].format:
        # Without a dash it is no time stamp, and nothing is said of it.
        return lambda of, _: ["-" not in text for text in of[name]]
    _check_times(kind, types, (name,))

    def keeps(of: Columns, clock: Clock | None) -> Sequence[bool]:
        return [clock is None or text <= clock.latest for text in of[name]]

    return keeps


def _of_replacements(kind: Kind, types: Types) -> Iterator[Test]:
    for one, other in retired([kind])[kind.schema]:
        if other is not None and one.name in types and other.name in types:
            yield _is_replaced(one.name, other.name, types)


def _is_replaced(old: str, new: str, types: Types) -> Test:
    if types[old] is not str or types[new] not in (str, list):
        raise Unknown
    if types[new] is str:
        return lambda of, _: [*map(eq, of[old], of[new])]
    return lambda of, _: [*map(contains, of[new], of[old])]


def _check_times(kind: Kind, types: Types, names: Iterable[str]) -> None:
    """Make sure that what is there of some times is written so that they compare as texts."""
    if any(types[name] is not str or kind.properties[name].format != "date-time" for name in names if name in types):
        raise Unknown


def _of_relation(evidence: Evidence, kind: Kind, relation: Relation, types: Types) -> Iterator[Test]:
    """Yield what has to hold for a row to keep a relation, and for rows of its shape to say as much of it."""
    if not types.keys() >= set(relation.names):
        return
    if isinstance(relation, Order):
        _check_times(kind, types, relation.names)
        earlier, later = relation.names
        yield lambda of, _: [*map(le, of[earlier], of[later])]
    elif isinstance(relation, PartOfTotal):
        _check_types(types, int, relation.names)
        part, total = relation.names
        yield lambda of, _: [*map(le, of[part], of[total])]
    elif isinstance(relation, CountsOfTotal):
        yield _fits_total(evidence, kind, relation, types)
    elif isinstance(relation, StatusOfCounts):
        yield _is_calm(kind, relation, types)
    elif isinstance(relation, Schedule):
        yield _is_due(kind, relation, types)
    elif isinstance(relation, RelativeTime):
        yield _agrees(kind, relation, types)
    else:
        raise Unknown


def _check_types(types: Types, of: type, names: Iterable[str]) -> None:
    if any(types[name] is not of for name in names):
        raise Unknown


def _fits_total(evidence: Evidence, kind: Kind, relation: CountsOfTotal, types: Types) -> Test:
    _check_types(types, dict, [relation.counts])
    _check_types(types, int, [relation.total])
    again = evidence.vocabulary.repeats.get(kind.properties[relation.counts].pointer)
    times = 1 if again is None else 1 + again.value
    counts, total = relation.names
    return lambda of, _: [
        sum(each.values()) <= times * number for each, number in zip(of[counts], of[total], strict=True)
    ]


def _is_calm(kind: Kind, relation: StatusOfCounts, types: Types) -> Test:
    """Tell that what has not begun counts nothing that has."""
    _check_types(types, str, [relation.status])
    _check_types(types, dict, [relation.counts])
    early = frozenset(each for each in kind.properties[relation.status].members if plain(each) in NOT_STARTED)
    status, counts = relation.names
    return lambda of, _: [
        word not in early or not any(map(_has_begun, each)) for word, each in zip(of[status], of[counts], strict=True)
    ]


@lru_cache(maxsize=4_096)
def _has_begun(key: str) -> bool:
    return plain(key) in STARTED | FINISHED


def _is_due(kind: Kind, relation: Schedule, types: Types) -> Test:
    others = [name for name in relation.others if name in types]
    _check_times(kind, types, (relation.at, *others))
    status, at = relation.names
    member = relation.member
    ended = frozenset(each for each in kind.properties[status].members if plain(each) in FINISHED)

    def keeps(of: Columns, clock: Clock | None) -> Sequence[bool]:
        passed = map(max, of[at], *[of[name] for name in others]) if others else of[at]
        due = passed if clock is None else [clock.due] * len(of[at])
        waits = [word != member or time >= last for word, time, last in zip(of[status], of[at], due, strict=True)]
        if clock is None or ended.isdisjoint(of[status]):
            return waits
        settled = [word not in ended or time <= clock.settled for word, time in zip(of[status], of[at], strict=True)]
        return [*map(min, waits, settled)]

    return keeps


def _agrees(kind: Kind, relation: RelativeTime, types: Types) -> Test:
    _check_types(types, str, [relation.text])
    others = [name for name in relation.others if name in types]
    _check_times(kind, types, (relation.since, *others))
    text, since = relation.names

    def keeps(of: Columns, clock: Clock | None) -> Sequence[bool]:
        ages, starts = map(_age, of[text]), of[since]
        if clock is not None:
            return [_is_age(said, clock.when, start) for said, start in zip(ages, starts, strict=True)]
        passed = map(max, starts, *[of[name] for name in others]) if others else starts
        return [
            _is_possible(said, last, start) for said, last, start in zip(ages, map(_read, passed), starts, strict=True)
        ]

    return keeps


def _is_age(said: tuple[float, float] | None, now: datetime, start: str) -> bool:
    began = _read(start)
    if said is None or began is None:
        return False
    passed = (now - began).total_seconds()
    return passed >= 0 and said[0] - TOLERANCE <= passed <= said[1] + TOLERANCE


def _is_possible(said: tuple[float, float] | None, last: datetime | None, start: str) -> bool:
    began = _read(start)
    return said is not None and last is not None and began is not None and (last - began).total_seconds() <= said[1]


_age = lru_cache(maxsize=4_096)(age)


def _read(stamp: str) -> datetime | None:
    """Return a time that is written in UTC; a leap second is not read here."""
    try:
        return datetime.fromisoformat(stamp[:19])
    except ValueError:
        return None
