"""What has to hold of a row for the rules on rows to be content with it: sufficient tests from the contract."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain, repeat
from operator import contains, eq, itemgetter, le
from types import NoneType
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
"""The members of a row, with the types of their values."""
# Keywords of a map or list beside which the size alone tells how many values each assertion judges.
_EARLIEST = str(EARLIEST)
# In `2024-02-29T04:22:10Z` these are `TZ` and `22:10`; in a longer one there is more.
_ZONE, _MINUTE = itemgetter(slice(10, None, 9)), itemgetter(slice(14, 19))
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


@lru_cache
def clock_at(seconds: float) -> Clock | None:
    """Return the clock that shows a moment; None beyond the years that it can write."""
    try:
        when = datetime.fromtimestamp(seconds, UTC)
        limits = [when + timedelta(seconds=seconds) for seconds in (TOLERANCE, -SETTLING, SETTLING)]
    except (OverflowError, ValueError, OSError):
        return None
    return Clock(when, *(f"{each.replace(tzinfo=None).isoformat(timespec='seconds')}Z" for each in limits))


Columns: TypeAlias = Mapping[str, Sequence[Any]]
"""The values of some rows of one layout by name."""
Test: TypeAlias = Callable[[Columns, Clock | None], bool]
"""Tells whether all of some rows keep something; False where one does not, or where that is not easily told."""


class Unknown(Exception):  # noqa: N818 - nothing is wrong
    """Nothing is known of rows of a layout."""


def tests_of(evidence: Evidence, kind: Kind, members: Types) -> tuple[Test, ...]:
    """Return what has to hold of rows with some members.

    Raises:
        Unknown: Rows of this layout cannot be screened.
    """
    if not members.keys() <= kind.properties.keys():
        raise Unknown
    types = {name: of for name, of in members.items() if of is not NoneType}
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
            yield from _of_list(evidence, one)
        elif of is dict:
            yield from _of_map(evidence, one)


def _is_natural(name: str) -> Test:
    return lambda of, _: min(of[name]) >= 0


def _is_exact(one: Property) -> Test:
    """Tell that the reader has not rounded a number; for an integer only its text would tell."""
    if one.types != {"number"}:
        raise Unknown
    name = one.name
    return lambda of, _: min(of[name]) >= 0 and max(of[name]) < 2**53


def _of_text(evidence: Evidence, one: Property) -> Iterator[Test]:
    name, mark = one.name, evidence.vocabulary.marks.get(one.pointer)
    if is_e164(one):
        yield lambda of, _: all(map(is_phone_number, of[name]))
    if kind := file_type(one.said):
        ending = f".{kind}"
        yield lambda of, _: all(map(str.endswith, of[name], repeat(ending)))
    if one.format == "date-time":
        # The schema asserts the rest of the form. The first years are what some write for no time at all.
        yield lambda of, _: {"TZ"}.issuperset(map(_ZONE, of[name])) and min(of[name]) >= _EARLIEST
    if mark is not None:
        yield _on_mark(one, mark.value)


def _on_mark(one: Property, minutes: int) -> Test:
    if one.format != "date-time" or 60 % minutes:
        raise Unknown
    name, marks = one.name, frozenset(f"{minute:02}:00" for minute in range(0, 60, minutes))
    return lambda of, _: marks.issuperset(map(_MINUTE, of[name]))


def _of_list(evidence: Evidence, one: Property) -> Iterator[Test]:
    items = one.keyword("items")
    if not _is_simple(one) or not isinstance(items, Mapping) or items.keys() & _DEEP or file_type(one.said):
        raise Unknown
    if items.get("type") != "string" or one.pointer in evidence.vocabulary.marks:
        raise Unknown
    name = one.name
    if is_e164(one):
        yield lambda of, _: all(map(is_phone_number, chain.from_iterable(of[name])))


def _of_map(evidence: Evidence, one: Property) -> Iterator[Test]:
    values = one.keyword("additionalProperties")
    if not _is_simple(one) or not isinstance(values, Mapping) or values.keys() & _DEEP or not one.is_map_of_integers:
        raise Unknown
    name, known = one.name, evidence.vocabulary.keys.get(one.pointer)
    yield lambda of, _: _are_counts([*chain.from_iterable(map(dict.values, of[name]))])
    if known is not None:
        keys = frozenset(known.value)
        yield lambda of, _: keys.issuperset(chain.from_iterable(of[name]))


def _is_simple(one: Property) -> bool:
    return len(one.parts) == 1 and not one.parts[0][1].keys() & _DEEP


def _are_counts(numbers: Sequence[Any]) -> bool:
    return not numbers or (set(map(type, numbers)) == {int} and min(numbers) >= 0)


def _of_times(kind: Kind, types: Types) -> Iterator[Test]:
    """Yield that what has happened has passed; without a clock that is in doubt for every row alike."""
    for name in [name for name in types if is_past(kind.properties[name])]:
        yield _has_passed(kind, name, types)


def _has_passed(kind: Kind, name: str, types: Types) -> Test:
    if types[name] is str and not kind.properties[name].format:
        # Without a dash it is no time stamp, and nothing is said of it.
        return lambda of, _: not any(map(contains, of[name], repeat("-")))
    _check_times(kind, types, (name,))
    return lambda of, clock: clock is None or max(of[name]) <= clock.latest


def _of_replacements(kind: Kind, types: Types) -> Iterator[Test]:
    for one, other in retired([kind])[kind.schema]:
        if other is not None and one.name in types and other.name in types:
            yield _is_replaced(one.name, other.name, types)


def _is_replaced(old: str, new: str, types: Types) -> Test:
    if types[old] is not str or types[new] not in (str, list):
        raise Unknown
    if types[new] is str:
        return lambda of, _: all(map(eq, of[old], of[new]))
    return lambda of, _: all(map(contains, of[new], of[old]))


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
        yield lambda of, _: all(map(le, of[earlier], of[later]))
    elif isinstance(relation, PartOfTotal):
        _check_types(types, int, relation.names)
        part, total = relation.names
        yield lambda of, _: all(map(le, of[part], of[total]))
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
    return lambda of, _: all(map(le, map(sum, map(dict.values, of[counts])), [times * each for each in of[total]]))


def _is_calm(kind: Kind, relation: StatusOfCounts, types: Types) -> Test:
    """Tell that what has not begun counts nothing that has."""
    _check_types(types, str, [relation.status])
    _check_types(types, dict, [relation.counts])
    early = frozenset(each for each in kind.properties[relation.status].members if plain(each) in NOT_STARTED)
    status, counts = relation.names

    def keeps(of: Columns, _: Clock | None) -> bool:
        idle = (each for word, each in zip(of[status], of[counts], strict=True) if word in early)
        return early.isdisjoint(of[status]) or not any(map(_has_begun, chain.from_iterable(idle)))

    return keeps


@lru_cache(maxsize=4_096)
def _has_begun(key: str) -> bool:
    return plain(key) in STARTED | FINISHED


def _is_due(kind: Kind, relation: Schedule, types: Types) -> Test:
    others = [name for name in relation.others if name in types]
    _check_times(kind, types, (relation.at, *others))
    status, at = relation.names
    member = relation.member
    ended = frozenset(each for each in kind.properties[status].members if plain(each) in FINISHED)

    def keeps(of: Columns, clock: Clock | None) -> bool:
        waiting = [
            row for row in zip(of[status], of[at], *[of[name] for name in others], strict=True) if row[0] == member
        ]
        if clock is None:
            return all(time >= max(times) for _, time, *times in waiting if times)
        if any(row[1] < clock.due for row in waiting):
            return False
        words = zip(of[status], of[at], strict=True)
        return max(of[at]) <= clock.settled or not any(time > clock.settled and word in ended for word, time in words)

    return keeps


def _agrees(kind: Kind, relation: RelativeTime, types: Types) -> Test:
    _check_types(types, str, [relation.text])
    others = [name for name in relation.others if name in types]
    _check_times(kind, types, (relation.since, *others))
    text, since = relation.names

    def keeps(of: Columns, clock: Clock | None) -> bool:
        if clock is None:
            times = zip(of[since], *[of[name] for name in others], strict=True)
            return all(map(_is_possible, map(_age, of[text]), map(max, times) if others else of[since], of[since]))
        said = {each: _ages(each) for each in {*of[text]}}
        try:
            passed = [*map(clock.when.__sub__, map(datetime.fromisoformat, of[since]))]
        except ValueError:  # a leap second, which is not read here
            return False
        least, most = zip(*map(said.__getitem__, of[text]), strict=True)
        return all(map(le, least, passed)) and all(map(le, passed, most))

    return keeps


_age = lru_cache(maxsize=4_096)(age)


@lru_cache(maxsize=4_096)
def _ages(text: str) -> tuple[timedelta, timedelta]:
    """Return how long ago a relative text speaks of, at least and at most; where it tells no time that is never."""
    least, most = _age(text) or (1.0, -math.inf)
    if most < least:
        return timedelta.max, timedelta.min
    return timedelta(seconds=max(0.0, least - TOLERANCE)), timedelta(seconds=most + TOLERANCE)


def _is_possible(said: tuple[float, float] | None, last: str, start: str) -> bool:
    passed, began = _read(last), _read(start)
    return said is not None and passed is not None and began is not None and (passed - began).total_seconds() <= said[1]


def _read(stamp: str) -> datetime | None:
    """Return a time that is written in UTC; a leap second is not read here."""
    try:
        return datetime.fromisoformat(stamp[:19])
    except ValueError:
        return None
