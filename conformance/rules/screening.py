"""Lets an audit count answers instead of asking a rule again, by what the rule reads of them and what it accepts.

A rule is asked about every answer unless its own file declares more:

- `READS = Reads(…)`: of successful answers to requests of unknown intent, it reads only what is named.
- `screen(layout)`, for a rule that reads the body: tests of rows of one layout. A row that passes the tests of every
  rule meets every requirement, and yields the same observations as any other row of its shape.
- `screen_list(evidence, kind)`, for a rule that compares the rows of one list with each other.

A row that a test does not accept is not yet a deviation: the rule itself is asked about it. A test may therefore be
narrower than `check`, but never wider.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from types import ModuleType
from typing import Any, TypeAlias

from conformance.rules.clock import SETTLING, TOLERANCE
from conformance.rules.evidence import Evidence, ObjectKind
from conformance.rules.moments import EARLIEST
from conformance.rules.properties import Property

Row: TypeAlias = Mapping[str, Any]
Columns: TypeAlias = Mapping[str, Sequence[Any]]
"""The values of some rows of one layout, by the name of the property."""

# In `2024-02-29T04:22:10Z` this is `TZ`; in a longer time stamp it is longer.
_ZONE = itemgetter(slice(10, None, 9))
_EARLIEST = str(EARLIEST)


@dataclass(frozen=True)
class Reads:
    """What a rule reads of a successful answer besides its status and its Content-Type, in lower-case header names.

    Of the request it may read scheme, host, and which headers with credentials were sent; the time of the answer it
    gets from the clock that is passed to its tests. Nothing else affects the rule.
    """

    headers: frozenset[str] = frozenset()
    """The headers whose values it reads."""
    presence: frozenset[str] = frozenset()
    """The headers of which it reads only whether they are present."""


@dataclass(frozen=True)
class Clock:
    """The time of an answer, in the forms with which rows are compared."""

    when: datetime
    latest: str
    """The latest time that has passed by every clock, in the format of RFC 3339."""
    due: str
    """What is scheduled for this time or later may still be waiting."""
    settled: str
    """What has ended was scheduled for this time at the latest."""


@lru_cache
def clock_at(seconds: float) -> Clock | None:
    """Return the clock that shows a moment, in seconds since 1970; None beyond the years of RFC 3339."""
    try:
        when = datetime.fromtimestamp(seconds, UTC)
        limits = [when + timedelta(seconds=seconds) for seconds in (TOLERANCE, -SETTLING, SETTLING)]
    except (OverflowError, ValueError, OSError):
        return None
    return Clock(when, *(f"{each.replace(tzinfo=None).isoformat(timespec='seconds')}Z" for each in limits))


Test: TypeAlias = Callable[[Columns, Clock | None], bool]
"""Returns whether all of some rows are accepted; without a clock its time is unknown. Equal tests run once."""


class UnscreenedError(Exception):
    """The rule must be asked about every row of a layout."""


@dataclass(frozen=True)
class Layout:
    """Rows with the same names in the same order and values of the same types.

    They are valid by their schema, and every name is one of its properties. Lists contain only texts and maps only
    integers; the shape of a row adds the members of enumerations, and the sizes of its lists and maps.
    """

    evidence: Evidence = field(repr=False)
    """The operation, without exchanges."""
    kind: ObjectKind
    types: Mapping[str, type]
    """The Python types of the parsed values by name, without nulls."""

    def of(self, *types: type) -> Iterator[Property]:
        """Yield the properties whose values are of some types."""
        return (self.kind.properties[name] for name, each in self.types.items() if each in types)

    def has(self, names: Iterable[str]) -> bool:
        """Return whether the rows have all of some properties."""
        return self.types.keys() >= set(names)

    def require(self, of: type, *names: str) -> None:
        """Require that some properties have values of a type.

        Raises:
            UnscreenedError: One of them does not.
        """
        if any(self.types[name] is not of for name in names):
            raise UnscreenedError

    def in_utc(self, names: Iterable[str]) -> Iterator[Test]:
        """Yield the tests for time stamps in one format, so that they can be compared as texts.

        Raises:
            UnscreenedError: One of those that are present is not a text in the format `date-time`.
        """
        for name in (name for name in names if name in self.types):
            if self.types[name] is not str or self.kind.properties[name].format != "date-time":
                raise UnscreenedError
            yield InUtc(name)


@dataclass(frozen=True)
class Each:
    """Every value in a property is accepted by a function."""

    name: str
    accepts: Callable[[Any], bool]

    def __call__(self, of: Columns, _: Clock | None) -> bool:
        """Test the values."""
        return all(map(self.accepts, of[self.name]))


@dataclass(frozen=True)
class EachItem:
    """Every item of the lists in a property, or every key of the maps there, is accepted by a function."""

    name: str
    accepts: Callable[[Any], bool]

    def __call__(self, of: Columns, _: Clock | None) -> bool:
        """Test the items."""
        return all(map(self.accepts, chain.from_iterable(of[self.name])))


@dataclass(frozen=True)
class InUtc:
    """Every time stamp has the form `2024-02-29T04:22:10Z`; the schema asserts the rest of the form.

    Early years are excluded: some writers use them for the absence of a time.
    """

    name: str

    def __call__(self, of: Columns, _: Clock | None) -> bool:
        """Test the time stamps."""
        return {"TZ"}.issuperset(map(_ZONE, of[self.name])) and min(of[self.name]) >= _EARLIEST


Screen: TypeAlias = Callable[[Layout], Iterable[Test]]
"""Returns the tests that a row of a layout must pass; raises UnscreenedError where no test is sufficient."""
ListTest: TypeAlias = Callable[[Sequence[Row]], int | None]
"""Returns how often all rows of one list, taken together, meet the requirement; None where the rule must be asked."""
ListScreen: TypeAlias = Callable[[Evidence, ObjectKind], ListTest]


def any_row(layout: Layout) -> Iterable[Test]:
    """Return no test: every row of a layout is accepted."""
    return ()


@dataclass(frozen=True)
class Screening:
    """How answers are counted for one rule."""

    reads: Reads
    screen: Screen | None = None
    """None for a rule that reads no body."""
    screen_list: ListScreen | None = None


def screening_of(module: ModuleType) -> Screening | None:
    """Return the screening that a rule's file declares; None where the rule is asked about every answer."""
    if not hasattr(module, "READS"):
        return None
    return Screening(module.READS, getattr(module, "screen", None), getattr(module, "screen_list", None))
