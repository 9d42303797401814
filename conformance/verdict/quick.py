"""Judges exchanges one after another: rows like one that the rules have judged are only counted.

The summary is the one that the rules give where they are asked about every exchange by itself. They are asked about
one row of each shape, about every odd row, and about the whole answer wherever a deviation is seen for the first time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from urllib.parse import urlsplit

from conformance.exchange.json_text import MAX_VALUES
from conformance.model import Aspect, Exchange
from conformance.rules.api._clock import made, made_at_latest
from conformance.rules.evidence import is_success
from conformance.rules.presence import Presence
from conformance.verdict.part import Bench, Judged, Part, add_parts, difference, knows_all
from conformance.verdict.row_tests import clock_at
from conformance.verdict.screen import Screen, Shape, Sorted
from conformance.verdict.summary import Order, Summary

_UNIQUE_ID = "row-id-is-unique"
# The headers whose value a rule reads; of any other, at most whether it is there.
_READ = frozenset(
    {"content-type", "cache-control", "vary", "location", "retry-after", "www-authenticate"}
    | {"strict-transport-security"}
)
_MAX_SHAPES = 5_000
_MAX_HEADS = 500
_MOST_WAITING = 64
"""Answers with odd rows that are judged at once, once hardly any of them shows something new."""
Parts: TypeAlias = dict[str, Part]


@dataclass
class Known:
    """Rows of one shape: what each adds to a summary, and how many were counted since."""

    parts: Parts
    presence: Sequence[Presence]
    count: int = 0
    is_told: bool = False
    """Whether the summary has an example of each of its deviations."""


@dataclass
class Head:
    """Answers that differ in nothing but their rows and the time: what each adds without any row."""

    parts: Parts
    next: Parts
    """What the second and every later of them adds where several are judged at once: some things are said once."""
    screen: Screen | None
    """None where the body is to be no plain list of rows."""
    shapes: dict[Shape, Known | None] = field(default_factory=dict)
    """None for a shape of which each row is to be judged."""
    count: int = 0
    is_told: bool = False
    repeated_ids: int = 0
    """Rows whose id was compared with those before it."""


@dataclass(frozen=True)
class Waiting:
    """An answer with odd rows, and a place in line."""

    exchange: Exchange
    place: str
    order: Order
    found: Sorted

    def holding(self, rows: Iterable[bytes], sequence: int) -> Exchange:
        """Return the same answer with other rows, and another number."""
        return replace(with_body(self.exchange, b"[" + b",".join(rows) + b"]"), sequence=sequence)


class Quick:
    """Judges the exchanges of one operation into a summary, in their order."""

    def __init__(self, bench: Bench, summary: Summary) -> None:
        self._bench = bench
        self._summary = summary
        self._operation = bench.evidence.operation.id
        self._heads: dict[object, Head | None] = {}
        self._screens: dict[str, Screen | None] = {}
        self._waiting: list[Waiting] = []
        self._waits_for: Head | None = None
        self._may_wait = 1

    def add(self, exchange: Exchange, place: str, order: Order) -> None:
        """Judge an exchange; `finish` has to follow the last one."""
        self._summary.exchanges += 1
        head = self._head(exchange)
        found = self._sorted(exchange, head) if head is not None else None
        if head is None or found is None:
            self._judge(exchange, place, order)
        elif found.odd:
            self._wait(head, Waiting(exchange, place, order, found))
        else:
            self._count(head, found)

    def finish(self) -> None:
        """Add what was counted to the summary."""
        self._flush()
        for head in filter(None, self._heads.values()):
            add_parts(self._summary, self._operation, head.parts, head.count)
            for known in filter(None, head.shapes.values()):
                add_parts(self._summary, self._operation, known.parts, known.count)
                self._summary.rows += known.count
                for seen in known.presence:
                    self._summary.see(seen, known.count)
            if head.repeated_ids and _UNIQUE_ID in self._bench.requirements:
                self._summary.account(_UNIQUE_ID, self._operation).witnesses += head.repeated_ids
        self._heads.clear()

    def _judge(self, exchange: Exchange, place: str, order: Order) -> None:
        """Ask the rules about the whole exchange, once all that came before is told."""
        self._flush()
        self._bench.judge(exchange).add_to(self._summary, place, order)

    def _sorted(self, exchange: Exchange, head: Head) -> Sorted | None:
        """Return the rows of an answer by their shapes; None where the rules have to see all of it."""
        assert exchange.response is not None
        body = exchange.response.body
        head.is_told = head.is_told or knows_all(self._summary, self._operation, head.parts)
        if head.screen is None or not head.is_told:
            return None
        # The rules are given so many values and no more; none takes less than a byte.
        if len(body) >= MAX_VALUES and sum(map(body.count, (b",", b"[", b"{"))) >= MAX_VALUES:
            return None
        when = made(exchange)
        clock = clock_at(when.seconds) if when is not None else None
        if when is not None and clock is None:
            return None
        found = head.screen.sort(body, clock)
        if found is None or not self._knows(exchange, head, found):
            return None
        # An answer that waits would keep all its rows in memory.
        found.alike.clear()
        return found

    def _knows(self, exchange: Exchange, head: Head, found: Sorted) -> bool:
        """Tell whether it is known what every shape adds, and the summary has the examples of it."""
        for shape in found.shapes:
            if shape not in head.shapes:
                if len(head.shapes) == _MAX_SHAPES:
                    return False
                head.shapes[shape] = self._learned(exchange, head, found.example(shape))
            known = head.shapes[shape]
            if known is None:
                return False
            known.is_told = known.is_told or knows_all(self._summary, self._operation, known.parts)
            if not known.is_told:
                return False
        return True

    def _learned(self, exchange: Exchange, head: Head, row: bytes) -> Known | None:
        judged = self._bench.judge(with_body(exchange, b"[" + row + b"]"))
        if not judged.is_countable:
            return None
        return Known(difference(judged.parts(), head.parts), judged.presence)

    def _count(self, head: Head, found: Sorted) -> None:
        head.count += 1
        head.repeated_ids += max(0, found.ids - 1)
        for shape, number in found.shapes.items():
            known = head.shapes[shape]
            assert known is not None
            known.count += number

    def _wait(self, head: Head, waiting: Waiting) -> None:
        if self._waits_for is not head or len(self._waiting) >= self._may_wait:
            self._flush()
        self._waits_for = head
        self._waiting.append(waiting)

    def _flush(self) -> None:
        """Judge the answers that wait."""
        waiting, head = self._waiting, self._waits_for
        self._waiting, self._waits_for = [], None
        if head is not None:
            self._may_wait = min(2 * self._may_wait, _MOST_WAITING)
            self._tell(head, waiting)

    def _tell(self, head: Head, waiting: Sequence[Waiting]) -> None:
        """Judge the odd rows of some answers, and the whole of each answer that shows something new, in their order."""
        judged = self._bench.judge(*_merged(waiting))
        if len(waiting) > 1 and not self._is_quiet(judged):
            judged = self._bench.judge(*_apart(waiting))
        if self._is_quiet(judged):
            self._add(head, waiting, judged)
        elif len(waiting) == 1:
            # Where there is one kind of news there are more: each costs all that waits beside it another look.
            self._may_wait = max(1, self._may_wait // 4)
            judged = self._bench.judge(waiting[0].exchange)
            judged.add_to(self._summary, waiting[0].place, waiting[0].order)
        else:
            cut = max(1, min(self._news(judged))) if judged.is_clear else len(waiting) // 2
            self._tell(head, waiting[:cut])
            self._tell(head, waiting[cut:])

    def _is_quiet(self, judged: Judged) -> bool:
        """Tell whether some answers can be counted, and show nothing new."""
        return judged.is_clear and not any(True for _ in self._news(judged))

    def _news(self, judged: Judged) -> Iterator[int]:
        """Yield the numbers of the answers that show a kind of deviation first, of which there is no example.

        Of what was taken out of several lists two rows may well have one id; in each list none had.
        """
        return (each.sequence for name, each in judged.culprits(self._summary) if name != _UNIQUE_ID)

    def _add(self, head: Head, waiting: Sequence[Waiting], judged: Judged) -> None:
        """Count answers of which the odd rows are judged, and show nothing new."""
        parts = difference(difference(judged.parts(), head.parts), head.next, len(judged.evidence.exchanges) - 1)
        parts.pop(_UNIQUE_ID, None)
        add_parts(self._summary, self._operation, parts)
        for seen in judged.presence:
            self._summary.see(seen)
        self._summary.rows += judged.rows
        for each in waiting:
            self._count(head, each.found)

    def _head(self, exchange: Exchange) -> Head | None:
        """Return what is known of answers like this one; None where the rules have to see each of them."""
        response = exchange.response
        if response is None or exchange.trouble is not None or not is_success(exchange):
            return None
        if Aspect.OCCURRENCE not in exchange.shows:
            return None
        headers = tuple(_told_by(name.lower(), value) for name, value in response.headers)
        sent = frozenset(name.lower() for name, _ in exchange.request.headers)
        origin = urlsplit(exchange.request.url)[:2]
        shown = (exchange.shows, response.surplus, made(exchange) is None)
        key = (response.status, headers, sent, origin, shown)
        if key not in self._heads:
            if len(self._heads) == _MAX_HEADS:
                return None
            self._heads[key] = self._read_head(exchange)
        return self._heads[key]

    def _read_head(self, exchange: Exchange) -> Head | None:
        blank = with_body(exchange, b"[]")
        judged = self._bench.judge(blank)
        if not judged.is_countable:
            return None
        schema = judged.evidence.schema(blank) if judged.is_sound(blank) else None
        second = difference(self._bench.judge(blank, replace(blank, sequence=1)).parts(), judged.parts())
        return Head(judged.parts(), second, self._screen(schema) if schema is not None else None)

    def _screen(self, schema: str) -> Screen | None:
        if schema not in self._screens:
            items = self._bench.evidence.schemas.items(schema)
            self._screens[schema] = Screen(self._bench.evidence, schema, items) if items is not None else None
        return self._screens[schema]


def _merged(waiting: Sequence[Waiting]) -> Iterator[Exchange]:
    """Yield an answer with the odd rows of all those that were made at the same time."""
    groups: dict[object, list[Waiting]] = {}
    for each in waiting:
        groups.setdefault((made(each.exchange), made_at_latest(each.exchange)), []).append(each)
    for number, alike in enumerate(groups.values()):
        yield alike[0].holding((row for each in alike for row in each.found.odd), number)


def _apart(waiting: Sequence[Waiting]) -> Iterator[Exchange]:
    """Yield each answer with its odd rows alone."""
    return (each.holding(each.found.odd, number) for number, each in enumerate(waiting))


def with_body(exchange: Exchange, body: bytes) -> Exchange:
    """Return the same exchange with another body."""
    assert exchange.response is not None
    return replace(exchange, response=replace(exchange.response, body=body))


def _told_by(name: str, value: str) -> tuple[str, str]:
    return name, value if name in _READ else ""
