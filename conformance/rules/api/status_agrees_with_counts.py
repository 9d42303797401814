"""The counts beside a status of something that has not begun count nothing that has.

What it checks: Every row with a status and a map of counts. A row that is changing right now is not judged: the two may
be updated one after the other.

Why it matters: A client that waits for the status to move on waits for what happened long ago.

Example: `"status": "scheduled"` beside `"execution_status": {"completed": 1}`.

Fix: Update the status in the same transaction as the first count, or derive it from the counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from conformance.model import Level
from conformance.rules.api._relations import Judgement, is_changing, judged, related
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import DescribedObject, Evidence
from conformance.rules.observation import Inconclusive, Observation
from conformance.rules.relation_kinds import FINISHED, NOT_STARTED, STARTED, StatusOfCounts, plain
from conformance.rules.screening import Clock, Columns, Layout, Reads, Test

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.3.0", clause="{operation}")
_NOTHING = "the contract has no status beside counts"
# Without a status for what is under way, this one may be kept until all is done.
_WAITING = frozenset({"queued", "pending", "waiting"})
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for counts in every row that its status does not allow."""
    return judged(evidence, StatusOfCounts, _NOTHING, _judge)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that what has not begun counts nothing that has."""
    for relation in related(layout, StatusOfCounts):
        layout.require(str, relation.status)
        layout.require(dict, relation.counts)
        members = layout.kind.properties[relation.status].members
        yield _is_calm(
            relation.status, relation.counts, frozenset(each for each in members if plain(each) in NOT_STARTED)
        )


def _is_calm(status: str, counts: str, early: frozenset[str]) -> Test:
    def accepts(of: Columns, _: Clock | None) -> bool:
        idle = (each for word, each in zip(of[status], of[counts], strict=True) if word in early)
        return early.isdisjoint(of[status]) or not any(map(_has_begun, chain.from_iterable(idle)))

    return accepts


@lru_cache(maxsize=4_096)
def _has_begun(key: str) -> bool:
    return plain(key) in STARTED | FINISHED


def _judge(row: DescribedObject, relation: StatusOfCounts) -> Judgement:
    breach = relation.breach(row.value)
    if breach is None:
        return relation.applies(row.value)
    members = row.kind.properties[relation.status].members
    if plain(breach.actual) in _WAITING and not any(plain(member) in STARTED for member in members):
        return Inconclusive(
            f"{relation.status} has no member for what is in progress, so what is waiting may have begun"
        )
    if is_changing(row):
        return Inconclusive("a row that is changing right now is not judged")
    return breach
