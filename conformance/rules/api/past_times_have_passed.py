"""The time of a past event is not after the response that reports it.

What it checks: Every time of a past event, against the response's Date; two minutes of clock skew are allowed.

Why it matters: As a rule a local time is labelled as UTC, and then every time of the row is wrong by hours.

Example: `"created_at": "2024-03-13T19:42:50Z"` in a response of `Date: Wed, 13 Mar 2024 14:13:00 GMT`.

Fix: Store times in UTC, and convert local ones before adding the `Z`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import repeat
from operator import contains

from conformance.exchange.redaction import safe_text
from conformance.model import Level
from conformance.rules.api._described import in_each
from conformance.rules.clock import TOLERANCE, made_at_latest
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import DescribedObject, Evidence
from conformance.rules.moments import moment, stamp
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation
from conformance.rules.relations import is_past
from conformance.rules.screening import Layout, Reads, Test

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="RFC 9110 section 6.6.1 (Date); common sense (reporting an event before it happens contradicts itself)",
    since="0.3.0",
    clause="{operation}",
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the time of every past event with when its answer was made."""
    names = {kind.schema: [name for name, each in kind.properties.items() if is_past(each)] for kind in evidence.kinds}
    nothing = "the contract has no time of a past event"
    return in_each(evidence, lambda kind: bool(names[kind.schema]), nothing, partial(_observe, names))


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that every time has passed; without a clock every row is inconclusive."""
    for one in filter(is_past, layout.of(str, int, float)):
        if layout.types[one.name] is str and not one.format:
            yield _says_no_time(one.name)
        else:
            yield from layout.in_utc([one.name])
            yield _has_passed(one.name)


def _says_no_time(name: str) -> Test:
    # A text without a dash is not a time stamp.
    return lambda of, _: not any(map(contains, of[name], repeat("-")))


def _has_passed(name: str) -> Test:
    return lambda of, clock: clock is None or max(of[name]) <= clock.latest


def _observe(names: Mapping[str, Sequence[str]], row: DescribedObject) -> Iterator[Observation]:
    now = made_at_latest(row.exchange)
    for name in names[row.kind.schema]:
        when = moment(row.value.get(name))
        if when is None:
            continue
        if now is None:
            yield Inconclusive("no Date says when the answer was made, or it is minutes off our own clock")
        elif now.after(TOLERANCE).is_before(when):
            message, expected = f"{name} is after the answer's Date", f"at or before {stamp(now.seconds)}"
            actual = safe_text(str(row.value[name]))
            yield Deviation(row.exchange, "to come", message, expected, actual, (*row.path, name))
        elif when.is_comparable(now):
            yield Conforming(row.exchange)
