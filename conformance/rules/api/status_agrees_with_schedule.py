"""What is only scheduled is scheduled for a time after the response that reports it.

What it checks: The scheduled time of every row against the response's Date, or else against the other times of the row;
ten minutes are allowed. What has ended must not be scheduled for later.

Why it matters: A row that is due and has not started is stuck, or its time is in another zone than it says.

Example: `"status": "scheduled"` and `"scheduled_at": "2024-01-29T08:30:00Z"` in a response of 29 February.

Fix: Store the scheduled time in UTC, and give rows that were missed a status of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.model import Level
from conformance.rules.api._relations import Judgement, judged, related
from conformance.rules.api._schedules import ended
from conformance.rules.clock import SETTLING, made
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import DescribedObject, Evidence
from conformance.rules.moments import moment, stamp
from conformance.rules.observation import Observation
from conformance.rules.relation_kinds import FINISHED, Breach, Schedule, latest, plain
from conformance.rules.screening import Clock, Columns, Layout, Reads, Test

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.3.0", clause="{operation}")
_NOTHING = "the contract has no time beside a status that says that something is scheduled"
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the time that every scheduled row gives with when the answer was made."""
    return judged(evidence, Schedule, _NOTHING, _judge)


def screen(layout: Layout) -> Iterator[Test]:
    """Yield the test that what is waiting is due later, and what has ended was due before."""
    for relation in related(layout, Schedule):
        yield from layout.in_utc((relation.at, *relation.others))
        members = layout.kind.properties[relation.status].members
        final = frozenset(each for each in members if plain(each) in FINISHED)
        yield _is_due(relation, [name for name in relation.others if name in layout.types], final)


def _is_due(relation: Schedule, others: Sequence[str], final: frozenset[str]) -> Test:
    status, at = relation.status, relation.at

    def accepts(of: Columns, clock: Clock | None) -> bool:
        rows = zip(of[status], of[at], *[of[name] for name in others], strict=True)
        waiting = [(time, others) for word, time, *others in rows if word == relation.member]
        if clock is None:
            return all(time >= max(others) for time, others in waiting if others)
        if any(time < clock.due for time, _ in waiting):
            return False
        words = zip(of[status], of[at], strict=True)
        return max(of[at]) <= clock.settled or not any(time > clock.settled and word in final for word, time in words)

    return accepts


def _judge(row: DescribedObject, relation: Schedule) -> Judgement:
    at, now = moment(row.value.get(relation.at)), made(row.exchange)
    state = row.value.get(relation.status)
    if isinstance(state, str) and plain(state) in FINISHED:
        return ended(row, relation)
    last = ("the answer's Date", now) if now is not None else latest(row.value, relation.others)
    if row.value.get(relation.status) != relation.member or at is None or last is None:
        return False
    name, passed = last
    if not at.is_comparable(passed):
        return False
    if not at.after(SETTLING).is_before(passed):
        return True
    message = f"{relation.at} is before {name} while {relation.status} is {relation.member}"
    return Breach(relation.at, message, f"after {name}: {stamp(passed.seconds)}", str(row.value[relation.at]))
