"""Nothing is updated before it is created, and nothing ends before it starts.

What it checks: Every pair of such times in a row. Equal times are in order; one without an offset is compared only
where no offset could explain the difference.

Why it matters: Programs sort by these times and subtract them: a negative duration breaks charts and bills.

Example: `"created_at": "2024-03-13T14:12:50Z"` beside `"updated_at": "2024-03-13T08:42:50Z"`.

Fix: Write both times with one clock and in one zone, best in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._relations import in_order, judged, keeps, related
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.relation_kinds import Order
from conformance.rules.screening import Layout, Reads, Test

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (a row whose end comes before its start contradicts itself)",
    since="0.3.0",
    clause="{operation}",
)
_NOTHING = "the contract has no two times of which one follows the other"
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the times in every row of which one follows the other."""
    return judged(evidence, Order, _NOTHING, keeps)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that the times are written alike, and in order as texts."""
    for relation in related(layout, Order):
        yield from layout.in_utc(relation.names)
        yield in_order(relation.earlier, relation.later)
