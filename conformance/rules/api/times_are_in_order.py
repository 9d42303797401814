"""What is created is not updated before, and what starts does not end before.

What it checks: Compare the times in every row that follow one upon the other.

Why it matters: Programs sort by these times and take differences of them: a duration below nothing breaks charts and
bills. Equal times are in order; a time without a zone is compared only where no zone could make up the difference.

Example: `"created_at": "2024-03-13T14:12:50Z"` beside `"updated_at": "2024-03-13T08:42:50Z"`.

Fix: Make the sentence above hold.
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
_NOTHING = "the contract has no two times of which one is the earlier"
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the times in every row that follow one upon the other."""
    return judged(evidence, Order, _NOTHING, keeps)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield that the times are written alike, and in order as texts."""
    for relation in related(layout, Order):
        yield from layout.in_utc(relation.names)
        yield in_order(relation.earlier, relation.later)
