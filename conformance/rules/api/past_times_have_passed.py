"""What has happened lies in the past.

An answer that tells of what was created after it was made contradicts itself: as a rule a local time is labelled as
UTC, and then every time of the row is wrong by hours. Clocks may differ by two minutes.

Fails: `"created_at": "2024-03-13T19:42:50Z"` in an answer of `Date: Wed, 13 Mar 2024 14:13:00 GMT`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import repeat
from operator import contains

from conformance.exchange.redaction import safe_text
from conformance.rules.api._described import in_each
from conformance.rules.clock import TOLERANCE, made_at_latest
from conformance.rules.evidence import DescribedObject, Evidence
from conformance.rules.moments import moment, stamp
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation
from conformance.rules.relations import is_past
from conformance.rules.screening import Layout, Reads, Test

READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare every time of what has happened with when its answer was made."""
    names = {kind.schema: [name for name, each in kind.properties.items() if is_past(each)] for kind in evidence.kinds}

    def observe(row: DescribedObject) -> Iterator[Observation]:
        return _observe(row, names[row.kind.schema])

    nothing = "the contract has no time of what has happened"
    return in_each(evidence, lambda kind: bool(names[kind.schema]), nothing, observe)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield that every time has passed; without a clock every row is inconclusive alike."""
    for one in filter(is_past, layout.of(str, int, float)):
        if layout.types[one.name] is str and not one.format:
            yield _says_no_time(one.name)
        else:
            yield from layout.in_utc([one.name])
            yield _has_passed(one.name)


def _says_no_time(name: str) -> Test:
    # Without a dash a text is no time stamp.
    return lambda of, _: not any(map(contains, of[name], repeat("-")))


def _has_passed(name: str) -> Test:
    return lambda of, clock: clock is None or max(of[name]) <= clock.latest


def _observe(row: DescribedObject, names: Iterable[str]) -> Iterator[Observation]:
    now = made_at_latest(row.exchange)
    for name in names:
        when = moment(row.value.get(name))
        if when is None:
            continue
        if now is None:
            yield Inconclusive("no Date tells when the answer was made, or it is minutes off our own clock")
        elif now.after(TOLERANCE).is_before(when):
            message, expected = f"{name} lies after the answer's Date", f"at or before {stamp(now.seconds)}"
            actual = safe_text(str(row.value[name]))
            yield Deviation(row.exchange, "to come", message, expected, actual, (*row.path, name))
        elif when.is_comparable(now):
            yield Conforming(row.exchange)
