"""Judges the scheduled time of something that has ended."""

from __future__ import annotations

from conformance.rules.api._relations import Judgement
from conformance.rules.clock import SETTLING, made_at_latest
from conformance.rules.evidence import DescribedObject
from conformance.rules.moments import moment, stamp
from conformance.rules.relation_kinds import Breach, Schedule


def ended(row: DescribedObject, relation: Schedule) -> Judgement:
    """Judge a row that has ended: its scheduled time is not in the future."""
    at, now = moment(row.value.get(relation.at)), made_at_latest(row.exchange)
    if at is None or now is None or not at.is_comparable(now):
        return False
    if not now.after(SETTLING).is_before(at):
        return True
    message = f"{relation.at} is in the future while {relation.status} is {row.value[relation.status]}"
    return Breach(relation.at, message, f"a past time: {stamp(now.seconds)}", str(row.value[relation.at]))
