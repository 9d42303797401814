"""The output of an audit: a table of what was found, and its progress on a terminal."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from conformance.archive.audit import Task
from conformance.archive.summary import Counts, Summary
from conformance.exchange.recordings.registry import IMPORTERS
from conformance.exchange.redaction import safe_text
from conformance.model import InputError, Level, Outcome, Verdict

_LISTED = 20
_READ = "supported: logs in NDJSON or Parquet (--map), compressed or not; " + ", ".join(IMPORTERS)


def refuse_unread(summary: Summary) -> None:
    """Refuse archives of which nothing could be read.

    Raises:
        InputError: Says why, and where if there is a single reason.
    """
    if summary.exchanges or summary.unmatched.kept or not summary.unusable.kept:
        return
    if [*summary.unusable.kept.values(), summary.unusable.rest] == [1, 0]:
        ((reason, (_, place)),) = summary.first_unusable.items()
        raise InputError(safe_text(reason), safe_text(place))
    raise InputError("; ".join(("none of it can be judged", *unusable_lines(summary), _READ)))


def table(summary: Summary, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield what was found, the most binding first, then what was skipped."""
    order = list(Level)
    failing = sorted(
        (each for each in verdicts if each.outcome is Outcome.FAIL),
        key=lambda each: (order.index(each.requirement.level), each.requirement.id),
    )
    for each in failing:
        account = summary.accounts[each.requirement.id, each.operation]
        number = sum(found.count for found in account.found.values()) + account.unlisted
        yield f"{each.requirement.level:7}{each.requirement.id}: {number} of {number + account.witnesses} break it"
        for found in sorted(account.found.values(), key=lambda found: (-found.count, found.order))[:5]:
            one = found.finding
            yield f"       {found.count:>9}  {one.pattern}: {one.message}; {one.actual} ({safe_text(found.place)})"
            if one.confirmation:
                yield f"       {'':9}  {one.confirmation}"
    counts = Counter(each.outcome.value for each in verdicts)
    outcomes = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items()))
    yield f"{summary.exchanges} exchanges with {summary.rows} rows judged: {outcomes}"
    yield from (f"hidden by redaction, inconclusive: {name}" for name in sorted(summary.hidden))
    yield from _left_out("of no operation", summary.unmatched, {})
    yield from unusable_lines(summary)


def unusable_lines(summary: Summary) -> Iterator[str]:
    """Yield what could not be used, with the first place of each."""
    return _left_out("unusable", summary.unusable, {key: place for key, (_, place) in summary.first_unusable.items()})


def _left_out(what: str, counts: Counts, places: Mapping[str, str]) -> Iterator[str]:
    listed = sorted(counts.kept.items(), key=lambda each: -each[1])
    for text, number in listed[:_LISTED]:
        first = f" (first {safe_text(places[text])})" if text in places else ""
        yield f"{what}: {number} times {safe_text(text)}{first}"
    rest = counts.rest + sum(number for _, number in listed[_LISTED:])
    if rest:
        yield f"{what}: {rest} times something else"


class Progress:
    """Shows on a terminal how much is done, how fast, and how long the rest takes."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._left = sum(_size(task) for task in tasks)
        self._total = self._left
        self._begun = time.monotonic()

    def __call__(self, task: Task, summary: Summary) -> None:
        """Report that a part is done."""
        self._left -= _size(task)
        if not sys.stderr.isatty():
            return
        seconds = max(time.monotonic() - self._begun, 1e-3)
        done = self._total - self._left
        rest = seconds * self._left / max(done, 1)
        rate = done / seconds / 2**20
        end = "\n" if not self._left else ""
        line = f"{100 * done // max(self._total, 1)} %, {summary.rows} rows, {rate:.1f} MB/s, {rest:.0f} s left"
        print(f"\r{line:70}", end=end, file=sys.stderr, flush=True)


def _size(task: Task) -> int:
    return task.shard.stop - task.shard.start
