"""What may change in a row from one answer to the next, and what may not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from conformance.model import JsonValue
from conformance.rules.clock import TOLERANCE
from conformance.rules.moments import Moment, age, moment
from conformance.rules.rows import Row


def flickering(keyed: Sequence[dict[str, Row]]) -> Iterator[tuple[str, str]]:
    """Yield the properties of a row that change and change back, and how that is told."""
    for first, second, third in combinations(keyed, 3):
        for key in first.keys() & second.keys() & third.keys():
            names = first[key].keys() | second[key].keys()
            a, b, c = first[key], second[key], third[key]
            changed = (name for name in sorted(names) if a.get(name) == c.get(name) != b.get(name))
            yield from ((name, " and changes back") for name in changed if not (a.get(name) and _wavers(b.get(name))))


def _wavers(value: JsonValue) -> bool:
    """Tell whether a value rises and falls by nature: counts of what is under way, and texts that tell an age."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number or isinstance(value, dict) or (isinstance(value, str) and age(value) is not None)


def recreated(keyed: Sequence[dict[str, Row]], created: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the properties that tell when a row was made, where one row was made at two times."""
    for one, other in combinations(keyed, 2):
        for key in one.keys() & other.keys():
            times = [(name, moment(one[key].get(name)), moment(other[key].get(name))) for name in sorted(created)]
            yield from ((name, ", though a row is made once,") for name, a, b in times if a and b and _differ(a, b))


def _differ(one: Moment, other: Moment) -> bool:
    return one.form == other.form and abs(one.seconds - other.seconds) > TOLERANCE
