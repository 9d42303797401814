"""Counts that break a total down sum to no more than the total, times how often one thing may be counted.

What it checks: The sum of every map of counts beside its total. How often one thing is counted again, for retries say,
comes from the vocabulary; where it says nothing, a larger sum is inconclusive.

Why it matters: A breakdown that exceeds its total shows that the two were counted at different times or by different
rules.

Example: `"execution_status": {"completed": 45}` beside `"total_contacts": 11`, with up to three retries each.

Fix: Compute total and breakdown from the same rows at the same time, or document how often one thing may be counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import le

from conformance.model import Level
from conformance.rules.api._relations import Judgement, judged, related
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import DescribedObject, Evidence
from conformance.rules.observation import Inconclusive, Observation
from conformance.rules.relation_kinds import Breach, CountsOfTotal
from conformance.rules.screening import Layout, Reads, Test

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="common sense; the vocabulary says how often a thing may be counted",
    since="0.3.0",
    clause="{operation}",
)
_NOTHING = "the contract has no map of counts that breaks a total down"
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the sum with the total in every row."""

    def judge(row: DescribedObject, relation: CountsOfTotal) -> Judgement:
        breach = relation.breach(row.value) if relation.applies(row.value) else None
        if breach is None:
            return relation.applies(row.value)
        again = evidence.vocabulary.repeats.get(row.kind.properties[relation.counts].pointer)
        if again is None:
            return Inconclusive(f"{relation.counts} may count one thing several times, and nothing says how often")
        return _excess(row, relation, 1 + again.value)

    return judged(evidence, CountsOfTotal, _NOTHING, judge)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that the counts sum to no more than is known to be possible."""
    for relation in related(layout, CountsOfTotal):
        layout.require(dict, relation.counts)
        layout.require(int, relation.total)
        again = layout.evidence.vocabulary.repeats.get(layout.kind.properties[relation.counts].pointer)
        yield _fits(relation, 1 if again is None else 1 + again.value)


def _fits(relation: CountsOfTotal, times: int) -> Test:
    counts, total = relation.counts, relation.total
    return lambda of, _: all(map(le, map(sum, map(dict.values, of[counts])), [times * each for each in of[total]]))


def _excess(row: DescribedObject, relation: CountsOfTotal, times: int) -> Judgement:
    counts, total = relation.numbers(row.value)
    if counts <= times * total:
        return True
    message = f"{relation.counts} counts {counts} in all, more than {times} times {relation.total}"
    expected = f"a sum of at most {times} times {relation.total}: {times * total}"
    return Breach(relation.counts, message, expected, f"a sum of {counts}")
