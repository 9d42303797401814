"""Judges exchanges one after another: rows like one that the rules have judged are only counted.

The summary is the same as if the rules judged every exchange on its own. Rules whose files declare what they read
(`conformance.rules.screening`) judge one row of each shape, every unscreened row, and the whole answer when a deviation
is seen for the first time. All other rules judge every exchange.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from urllib.parse import urlsplit

from conformance.archive.part import JudgedPart, OperationJudge, Part, add_parts, knows_all, subtracted
from conformance.archive.screen import RowSorter, Shape, Sorted
from conformance.archive.summary import Order, Summary
from conformance.contract.openapi import Operation
from conformance.exchange.json_text import MAX_VALUES
from conformance.model import Aspect, Exchange, Intent
from conformance.rules.clock import made, made_at_latest
from conformance.rules.evidence import is_success
from conformance.rules.presence import Presence
from conformance.rules.screening import Screening, clock_at

_MAX_SHAPES = 5_000
_MAX_PROFILES = 500
_MOST_WAITING = 64
"""Answers with unscreened rows that are judged at once, once hardly any of them shows something new."""
Parts: TypeAlias = dict[str, Part]


@dataclass
class Known:
    """Rows of one shape: what each adds to a summary, and how many have been counted."""

    parts: Parts
    presence: Sequence[Presence]
    count: int = 0
    is_listed: bool = False
    """Whether the summary has an example of each of its deviations."""


@dataclass
class ResponseProfile:
    """Answers that differ, in what rules read, only by their rows and the time: what each adds without any row."""

    parts: Parts
    next: Parts
    """What each but the first adds if several are judged at once: some observations are made only once."""
    sorter: RowSorter | None
    """None if the body is not a plain list of rows."""
    shapes: dict[Shape, Known | None] = field(default_factory=dict)
    """None for a shape of which every row must be judged."""
    count: int = 0
    is_listed: bool = False
    kept: Counter[str] = field(default_factory=Counter)
    """How often the lists conformed to each requirement that compares the rows of one list."""


@dataclass(frozen=True)
class Waiting:
    """An answer with unscreened rows, waiting to be judged."""

    exchange: Exchange
    place: str
    order: Order
    found: Sorted

    def holding(self, rows: Iterable[bytes], sequence: int) -> Exchange:
        """Return the same answer with other rows, and another number."""
        return replace(with_body(self.exchange, b"[" + b",".join(rows) + b"]"), sequence=sequence)


class SampledJudge:
    """Judges the exchanges of one operation into a summary, in their order."""

    def __init__(self, judge: OperationJudge, summary: Summary, screenings: Mapping[str, Screening]) -> None:
        """Divide the requirements into those that are counted and those that are judged for every exchange.

        Args:
            judge: Applies the rules.
            summary: Receives all that is observed.
            screenings: What the rules declare about what they read, by requirement; assertions are always counted.
        """
        asked = [name for name in judge.requirements if name in judge.rules and name not in screenings]
        counted = [name for name in judge.requirements if name not in asked]
        self._asked = judge.only(asked) if asked else None
        self._counted = judge.only(counted) if asked else judge
        self._screenings = {name: screenings[name] for name in counted if name in screenings}
        of_rows = [name for name in counted if name not in judge.rules or screenings[name].screen]
        self._by_rows = self._counted.only(of_rows)
        self._comparing = frozenset(name for name, each in self._screenings.items() if each.screen_list)
        self._of_rows = frozenset(of_rows) - self._comparing
        reads = [each.reads for each in self._screenings.values()]
        self._values = frozenset({"content-type"}).union(*(each.headers for each in reads))
        self._presence = frozenset[str]().union(*(each.presence for each in reads)) - self._values
        self._credentials = _credential_headers(judge.evidence.operation)
        self._summary = summary
        self._operation = judge.evidence.operation.id
        self._profiles: dict[object, ResponseProfile | None] = {}
        self._sorters: dict[str, RowSorter | None] = {}
        self._waiting: list[Waiting] = []
        self._waits_for: ResponseProfile | None = None
        self._may_wait = 1

    def add(self, exchange: Exchange, place: str, order: Order) -> None:
        """Judge an exchange; call `finish` after the last one."""
        self._summary.exchanges += 1
        if self._asked is not None:
            self._asked.judge(exchange).add_to(self._summary, place, order)
        profile = self._profile(exchange)
        found = self._sorted(exchange, profile) if profile is not None else None
        if profile is None or found is None:
            self._judge(exchange, place, order)
        elif found.unscreened:
            self._wait(profile, Waiting(exchange, place, order, found))
        else:
            self._count(profile, found)

    def finish(self) -> None:
        """Add what was counted to the summary."""
        self._flush()
        for profile in filter(None, self._profiles.values()):
            add_parts(self._summary, self._operation, profile.parts, profile.count)
            for known in filter(None, profile.shapes.values()):
                add_parts(self._summary, self._operation, known.parts, known.count)
                self._summary.rows += known.count
                for seen in known.presence:
                    self._summary.see(seen, known.count)
            for name, kept in profile.kept.items():
                self._summary.account(name, self._operation).witnesses += kept
        self._profiles.clear()

    def _judge(self, exchange: Exchange, place: str, order: Order) -> None:
        """Apply the rules to the whole exchange, once all that came before is added."""
        self._flush()
        judged = self._counted.judge(exchange)
        judged.add_to(self._summary, place, order)
        judged.add_facts_to(self._summary)

    def _sorted(self, exchange: Exchange, profile: ResponseProfile) -> Sorted | None:
        """Return the rows of an answer by their shapes; None if the rules must judge all of it."""
        assert exchange.response is not None
        body = exchange.response.body
        profile.is_listed = profile.is_listed or knows_all(self._summary, self._operation, profile.parts)
        if profile.sorter is None or not profile.is_listed:
            return None
        # The rules are given at most this many values, each of which takes a byte or more.
        if len(body) >= MAX_VALUES and sum(map(body.count, (b",", b"[", b"{"))) >= MAX_VALUES:
            return None
        when = made(exchange)
        clock = clock_at(when.seconds) if when is not None else None
        if when is not None and clock is None:
            return None
        found = profile.sorter.sort(body, clock)
        if found is None or not self._knows(exchange, profile, found):
            return None
        # An answer that waits would keep all its rows in memory.
        found.alike.clear()
        return found

    def _knows(self, exchange: Exchange, profile: ResponseProfile, found: Sorted) -> bool:
        """Return whether it is known what every shape adds, and the summary has the examples."""
        for shape in found.shapes:
            if shape not in profile.shapes:
                if len(profile.shapes) == _MAX_SHAPES:
                    return False
                profile.shapes[shape] = self._learned(exchange, profile, found.example(shape))
            known = profile.shapes[shape]
            if known is None:
                return False
            known.is_listed = known.is_listed or knows_all(self._summary, self._operation, known.parts)
            if not known.is_listed:
                return False
        return True

    def _learned(self, exchange: Exchange, profile: ResponseProfile, row: bytes) -> Known | None:
        judged = self._by_rows.judge(with_body(exchange, b"[" + row + b"]"))
        if not judged.is_countable:
            return None
        return Known(self._beyond(profile, judged), judged.presence)

    def _beyond(self, profile: ResponseProfile, judged: JudgedPart) -> Parts:
        """Return what the rows of judged answers add, without the rules that compare rows of one list."""
        parts, blank, later = (
            {name: part for name, part in parts.items() if name in self._of_rows}
            for parts in (judged.parts(), profile.parts, profile.next)
        )
        return subtracted(subtracted(parts, blank), later, len(judged.evidence.exchanges) - 1)

    def _count(self, profile: ResponseProfile, found: Sorted) -> None:
        profile.count += 1
        profile.kept.update(found.kept)
        for shape, number in found.shapes.items():
            known = profile.shapes[shape]
            assert known is not None
            known.count += number

    def _wait(self, profile: ResponseProfile, waiting: Waiting) -> None:
        if self._waits_for is not profile or len(self._waiting) >= self._may_wait:
            self._flush()
        self._waits_for = profile
        self._waiting.append(waiting)

    def _flush(self) -> None:
        """Judge the waiting answers."""
        waiting, profile = self._waiting, self._waits_for
        self._waiting, self._waits_for = [], None
        if profile is not None:
            self._may_wait = min(2 * self._may_wait, _MOST_WAITING)
            self._judge_rows(profile, waiting)

    def _judge_rows(self, profile: ResponseProfile, waiting: Sequence[Waiting]) -> None:
        """Judge the unscreened rows of some answers, and each answer that shows something new as a whole, in order."""
        judged = self._by_rows.judge(*_merged(waiting))
        if len(waiting) > 1 and not self._is_quiet(judged):
            judged = self._by_rows.judge(*_apart(waiting))
        if self._is_quiet(judged):
            self._add(profile, waiting, judged)
        elif len(waiting) == 1:
            # One new deviation is rarely the only one, and each costs all waiting answers another judgement.
            self._may_wait = max(1, self._may_wait // 4)
            self._show(profile, waiting[0], judged)
        else:
            cut = max(1, min(self._news(judged))) if judged.is_clear else len(waiting) // 2
            self._judge_rows(profile, waiting[:cut])
            self._judge_rows(profile, waiting[cut:])

    def _show(self, profile: ResponseProfile, waiting: Waiting, judged: JudgedPart) -> None:
        """Add an answer that shows something new: only the whole answer has its location."""
        if not judged.is_clear:
            whole = self._counted.judge(waiting.exchange)
            whole.add_to(self._summary, waiting.place, waiting.order)
            whole.add_facts_to(self._summary)
            return
        news = {name for name, _ in judged.culprits(self._summary)}
        whole = self._counted.only(news).judge(waiting.exchange)
        whole.show_in(self._summary, waiting.place, waiting.order)
        self._add(profile, [waiting], judged)

    def _is_quiet(self, judged: JudgedPart) -> bool:
        """Return whether some answers can be counted, and show nothing new."""
        return judged.is_clear and not any(True for _ in self._news(judged))

    def _news(self, judged: JudgedPart) -> Iterator[int]:
        """Yield the numbers of the answers with the first deviation of a kind that has no example yet.

        Rules that compare the rows of a list do not apply to rows taken from several lists.
        """
        culprits = judged.culprits(self._summary)
        return (each.sequence for name, each in culprits if name not in self._comparing)

    def _add(self, profile: ResponseProfile, waiting: Sequence[Waiting], judged: JudgedPart) -> None:
        """Count answers whose unscreened rows are judged and show nothing new."""
        add_parts(self._summary, self._operation, self._beyond(profile, judged))
        judged.add_facts_to(self._summary)
        for each in waiting:
            self._count(profile, each.found)

    def _profile(self, exchange: Exchange) -> ResponseProfile | None:
        """Return what is known of answers like this one; None if the rules must judge each of them."""
        response = exchange.response
        if response is None or exchange.trouble is not None or not is_success(exchange):
            return None
        if Aspect.OCCURRENCE not in exchange.shows or exchange.case.intent is not Intent.OBSERVED:
            return None
        # If a key is known, any header and any text may contain it.
        if exchange.request.secrets or self._counted.evidence.secrets:
            return None
        named = [(name.lower(), value) for name, value in response.headers]
        values = tuple(each for each in named if each[0] in self._values)
        present = self._presence.intersection(name for name, _ in named)
        sent = self._credentials.intersection(name.lower() for name, _ in exchange.request.headers)
        origin = urlsplit(exchange.request.url)[:2]
        shown = (exchange.shows, response.surplus, response.is_cut, response.undecoded, made(exchange) is None)
        key = (response.status, values, present, sent, origin, shown)
        if key not in self._profiles:
            if len(self._profiles) == _MAX_PROFILES:
                return None
            self._profiles[key] = self._read_profile(exchange)
        return self._profiles[key]

    def _read_profile(self, exchange: Exchange) -> ResponseProfile | None:
        blank = with_body(exchange, b"[]")
        judged = self._counted.judge(blank)
        if not judged.is_countable:
            return None
        schema = judged.evidence.schema(blank) if judged.is_sound(blank) else None
        second = subtracted(self._counted.judge(blank, replace(blank, sequence=1)).parts(), judged.parts())
        return ResponseProfile(judged.parts(), second, self._sorter(schema) if schema is not None else None)

    def _sorter(self, schema: str) -> RowSorter | None:
        if schema not in self._sorters:
            evidence = self._counted.evidence
            items = evidence.schemas.items(schema)
            kind = next((kind for kind in evidence.kinds if kind.schema == items), None)
            self._sorters[schema] = RowSorter(evidence, schema, kind, self._screenings) if kind is not None else None
        return self._sorters[schema]


def _credential_headers(operation: Operation) -> frozenset[str]:
    """Return the request headers that can hold a credential, in lower case."""
    schemes = [scheme for alternative in operation.security for scheme in alternative]
    named = {scheme.parameter.lower() for scheme in schemes if scheme.location == "header"}
    return frozenset({"authorization", "cookie", *named})


def _merged(waiting: Sequence[Waiting]) -> Iterator[Exchange]:
    """Yield an answer with the unscreened rows of all those that were made at the same time."""
    groups: dict[object, list[Waiting]] = {}
    for each in waiting:
        groups.setdefault((made(each.exchange), made_at_latest(each.exchange)), []).append(each)
    for number, alike in enumerate(groups.values()):
        yield alike[0].holding((row for each in alike for row in each.found.unscreened), number)


def _apart(waiting: Sequence[Waiting]) -> Iterator[Exchange]:
    """Yield each answer with its unscreened rows alone."""
    return (each.holding(each.found.unscreened, number) for number, each in enumerate(waiting))


def with_body(exchange: Exchange, body: bytes) -> Exchange:
    """Return the same exchange with another body."""
    assert exchange.response is not None
    return replace(exchange, response=replace(exchange.response, body=body))
