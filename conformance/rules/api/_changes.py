"""Finds changes in a row from one answer to the next that should not occur."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, combinations

from conformance.model import JsonValue
from conformance.rules.clock import TOLERANCE
from conformance.rules.evidence import Evidence
from conformance.rules.moments import Moment, age, moment
from conformance.rules.relations import is_creation
from conformance.rules.rows import Row


def wrongly_changing(evidence: Evidence, keyed: Sequence[dict[str, Row]]) -> tuple[str, str] | None:
    """Return a property of a row that changes as none should, and the words for that; None where none does."""
    created = {name for kind in evidence.kinds for name, each in kind.properties.items() if is_creation(each)}
    return next(chain(flickering(keyed), recreated(keyed, created)), None)


def flickering(keyed: Sequence[dict[str, Row]]) -> Iterator[tuple[str, str]]:
    """Yield the properties of a row that change and change back, and the words for that."""
    for first, second, third in combinations(keyed, 3):
        for key in first.keys() & second.keys() & third.keys():
            names = first[key].keys() | second[key].keys()
            a, b, c = first[key], second[key], third[key]
            changed = (name for name in sorted(names) if a.get(name) == c.get(name) != b.get(name))
            yield from ((name, " and changes back") for name in changed if not (a.get(name) and _wavers(b.get(name))))


def _wavers(value: JsonValue) -> bool:
    """Return whether a value may legitimately change back: counts of what is in progress, and relative times."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number or isinstance(value, dict) or (isinstance(value, str) and age(value) is not None)


def recreated(keyed: Sequence[dict[str, Row]], created: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the creation times of a row that differ between answers, and the words for that."""
    for one, other in combinations(keyed, 2):
        for key in one.keys() & other.keys():
            times = [(name, moment(one[key].get(name)), moment(other[key].get(name))) for name in sorted(created)]
            yield from ((name, ", though a row is made once,") for name, a, b in times if a and b and _differ(a, b))


def _differ(one: Moment, other: Moment) -> bool:
    return one.form == other.form and abs(one.seconds - other.seconds) > TOLERANCE


def moved(keyed: Sequence[dict[str, Row]]) -> bool:
    """Return whether unchanged rows are in another order; a changed row may move in the list."""
    return any(_unchanged(one, other) != _unchanged(other, one) for one, other in combinations(keyed, 2))


def _unchanged(rows: dict[str, Row], others: dict[str, Row]) -> list[str]:
    return [key for key, row in rows.items() if others.get(key) == row]
