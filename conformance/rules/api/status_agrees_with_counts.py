"""What has not begun has no counts of what is under way or done.

A client that waits for the status to move on would wait for what has long happened. What is changing just now is not
judged: states and counts come from different places, and one may be told before the other.

Fails: `"status": "scheduled"` beside `"execution_status": {"completed": 1}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from conformance.rules.api._relations import Judgement, judged, related
from conformance.rules.clock import SETTLING, made
from conformance.rules.evidence import DescribedObject, Evidence
from conformance.rules.moments import moment
from conformance.rules.observation import Inconclusive, Observation
from conformance.rules.relation_kinds import FINISHED, NOT_STARTED, STARTED, StatusOfCounts, plain
from conformance.rules.screening import Clock, Columns, Layout, Reads, Test

_NOTHING = "the contract has no status beside counts of what it tells of"
# Without a status for what is under way, this one may be kept until all is done.
_WAITING = frozenset({"queued", "pending", "waiting"})
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for counts in every row that its status does not allow."""
    return judged(evidence, StatusOfCounts, _NOTHING, _judge)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield that what has not begun counts nothing that has."""
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
        return relation.tells(row.value)
    members = row.kind.properties[relation.status].members
    if plain(breach.actual) in _WAITING and not any(plain(member) in STARTED for member in members):
        return Inconclusive(f"{relation.status} has no member for what is under way, so what waits may have begun")
    if _is_changing(row):
        return Inconclusive("what is changing just now is not judged")
    return breach


def _is_changing(row: DescribedObject) -> bool:
    """Tell whether a time in a row is about when the answer was made."""
    now = made(row.exchange)
    times = [moment(value) for name, value in row.value.items() if name in row.kind.properties]
    return now is not None and any(
        when is not None and when.form == "zoned" and abs(when.seconds - now.seconds) < SETTLING for when in times
    )
