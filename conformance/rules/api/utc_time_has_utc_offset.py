"""A time that is documented as UTC has the offset of UTC.

What it checks: Every time with an offset in a property whose description says UTC.

Why it matters: A client that trusts the description cuts the offset off or compares times as texts, and is wrong at the
first `+05:30`.

Example: `"scheduled_at": "2024-03-20T04:10:00+05:30"` where the description says UTC.

Fix: Convert the time to UTC and write it with `Z`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._described_texts import judge_texts
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.properties import Property
from conformance.rules.screening import Layout, Reads, Test
from conformance.rules.utc import says_utc

REQUIREMENT = Declaration(level=Level.SHOULD, source="the contract's descriptions; RFC 3339 section 4.3", since="0.3.0")
_STAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})"
)
_ZERO = re.compile(r"[Zz]|[+-]00:?00")
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every time with an offset in a property whose description says UTC."""
    return judge_texts(evidence, _is_utc, _wrong, "the offset Z or +00:00", "no time is documented as UTC")


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that every time is written with a Z."""
    return layout.in_utc(one.name for one in layout.of(str) if _is_utc(one))


def _is_utc(one: Property) -> bool:
    return one.format == "date-time" and says_utc(one.said)


def _wrong(one: Property, text: str) -> str | None:
    stamp = _STAMP.fullmatch(text)
    if stamp is None:
        return None
    return "" if _ZERO.fullmatch(stamp[1]) else f"{one.name} is documented as UTC, and has another offset"
