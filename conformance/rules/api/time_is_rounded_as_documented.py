"""A time that is known to be rounded is on a mark of the clock.

What it checks: Every time for which the vocabulary knows the rounding, by its own offset or in UTC.

Why it matters: A client that plans by the marks, or looks a run up by its time, misses one that is between them.

Example: `"scheduled_at": "2024-01-29T08:37:00Z"` where times are rounded up to ten minutes.

Fix: Round the time when it is stored, or document that it is not rounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

from conformance.model import Level
from conformance.rules.api._described_texts import judge_texts
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.moments import moment
from conformance.rules.observation import Observation
from conformance.rules.properties import Property
from conformance.rules.screening import Layout, Reads, Test, UnscreenedError

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="the marks in spec/vocabulary.yaml, each with its source", since="0.3.0"
)
# In `2024-02-29T04:22:10Z` this is `22:10`.
_MINUTE = itemgetter(slice(14, 19))
_CLOCK = re.compile(r"[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}(?:\.[0-9]+)?))?")
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every time of which the vocabulary knows the marks, by its own offset or in UTC."""
    marks = evidence.vocabulary.marks

    def wrong(one: Property, text: str) -> str | None:
        minutes, when, clock = marks[one.pointer].value, moment(text), _CLOCK.search(text)
        if when is None or clock is None:
            return None
        local = int(clock[1]) * 3_600 + int(clock[2]) * 60 + float(clock[3] or 0)
        is_on_mark = any(seconds % (minutes * 60) == 0 for seconds in (local, when.seconds))
        return "" if is_on_mark else f"{one.name} is not on a mark of {minutes} minutes"

    nothing = "no time is known to be rounded"
    return judge_texts(evidence, lambda one: one.pointer in marks, wrong, "a time on a mark of the clock", nothing)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that every time is written with a minute that is a mark, and without seconds."""
    marks = layout.evidence.vocabulary.marks
    for one in layout.of(str, list):
        if one.pointer not in marks:
            continue
        minutes = marks[one.pointer].value
        if 60 % minutes:
            raise UnscreenedError
        yield from layout.in_utc([one.name])
        yield _is_on(one.name, frozenset(f"{minute:02}:00" for minute in range(0, 60, minutes)))


def _is_on(name: str, marks: frozenset[str]) -> Test:
    return lambda of, _: marks.issuperset(map(_MINUTE, of[name]))
