"""From what changed between two documents to one verdict for each requirement on changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from conformance.model import Clause, Finding, Level, Outcome, Requirement, Verdict
from conformance.rules.change_observation import Impact
from conformance.verdict.change import Comparison, Told, operations_of

CHANGE = "change"
"""What stands for the operation where two documents are judged."""
_LEVELS = {Impact.BREAKING: Level.MUST, Impact.WARNING: Level.SHOULD}


def judge_change(comparison: Comparison, ledger: Mapping[str, Requirement], rules: Iterable[str]) -> list[Verdict]:
    """Return a verdict for each requirement on changes: what breaks fails as a MUST, what may break as a SHOULD.

    Args:
        comparison: What changed.
        ledger: The requirements by id.
        rules: The ids of those that were compared by.
    """
    return [_verdict(comparison, ledger[name]) for name in rules if ledger[name].excluded is None]


def _verdict(comparison: Comparison, requirement: Requirement) -> Verdict:
    clause = Clause(requirement.source)
    if requirement.id in comparison.broken:
        return Verdict(requirement, CHANGE, Outcome.ERROR, clause, reason=comparison.broken[requirement.id])
    told = [each for each in comparison.changes if each.requirement.id == requirement.id and each.impact in _LEVELS]
    if told:
        level = min((_LEVELS[each.impact] for each in told), key=list(Level).index)
        found = tuple(map(_finding, told))
        return Verdict(replace(requirement, level=level), CHANGE, Outcome.FAIL, clause, findings=found)
    if not comparison.operations:
        reason = "the documents have no operation in common"
        return Verdict(requirement, CHANGE, Outcome.INCONCLUSIVE, clause, reason=reason)
    return Verdict(requirement, CHANGE, Outcome.PASS, clause, witnesses=comparison.operations)


def _finding(told: Told) -> Finding:
    change = told.change
    location = change.new or change.old or "#"
    return Finding(
        requirement=told.requirement.id,
        operation=CHANGE,
        location=location,
        pattern=location,
        kind=change.kind,
        message=f"{change.message} ({told.impact})",
        expected=change.before or "as in the older document",
        actual=change.after or "not so",
        exchange=None,
        count=len(operations_of(change)),
        fingerprint=told.fingerprint,
        clause=told.new or told.old,
        page=told.old,
    )
