"""A number that counts a list beside it is the length of that list.

What it checks: Every row with a number and a list that belong together by their names (`line_count` and `lines`), or
by the prose. A number above the length is judged only where the prose leaves no doubt that the list has all items.

Why it matters: A client that checks what it read by the count takes a whole answer for a part, or a part for all.

Example: `"line_count": 3` beside `lines` of four.

Fix: Count the items of the list that is sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange.paging import is_divided
from conformance.model import Level
from conformance.rules.api._relations import Judgement, judged
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import DescribedObject, Evidence
from conformance.rules.observation import Inconclusive, Observation
from conformance.rules.sums import CountOfList

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="common sense (a row whose count and list differ contradicts itself)",
    since="0.5.0",
    clause="{operation}",
)
_NOTHING = "the contract has no number beside the list that it counts"


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the number with the length of the list in every row."""

    def judge(row: DescribedObject, relation: CountOfList) -> Judgement:
        count, items = row.value.get(relation.count), row.value.get(relation.listed)
        is_more = isinstance(count, int) and isinstance(items, list) and count > len(items)
        if is_more and (not relation.is_whole or is_divided(evidence.operation)):
            return Inconclusive(f"{relation.listed} may be a part of what {relation.count} counts")
        return relation.applies(row.value) and (relation.breach(row.value) or True)

    return judged(evidence, CountOfList, _NOTHING, judge)
