"""The number of some things is at most the number of all of them.

What it checks: Every row in which one number counts a part of what another one counts.

Why it matters: A share above 100% shows that the two were counted at different times or by different rules.

Example: `"valid_contacts": 12` beside `"total_contacts": 11`.

Fix: Compute both numbers from the same rows at the same time.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._relations import in_order, judged, keeps, related
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.relation_kinds import PartOfTotal
from conformance.rules.screening import Layout, Reads, Test

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (a row in which a part is larger than its whole contradicts itself)",
    since="0.3.0",
    clause="{operation}",
)
_NOTHING = "the contract has no number beside the total that it is a part of"
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the two numbers in every row."""
    return judged(evidence, PartOfTotal, _NOTHING, keeps)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that each part is at most its total."""
    for relation in related(layout, PartOfTotal):
        layout.require(int, *relation.names)
        yield in_order(relation.part, relation.total)
