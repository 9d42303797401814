"""Judges a comparison: from what changed between two documents to one verdict for each requirement on changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance.comparison.observation import Impact
from conformance.contract.derived_requirements import clause_of
from conformance.exchange.redaction import safe_text
from conformance.model import Disposition, Finding, Level, Outcome, Requirement, Verdict
from conformance.verdict.change import Comparison, ReportedChange, operations_of
from conformance.verdict.waivers import Waiver, excuses

CHANGE = "change"
"""The name in place of an operation when two documents are compared."""
_LEVELS = {Impact.BREAKING: Level.MUST, Impact.WARNING: Level.SHOULD}


@dataclass(frozen=True, kw_only=True)
class ChangeFinding(Finding):
    """A finding about a change, with all that is known about the change."""

    told: ReportedChange


def judge_change(comparison: Comparison, ledger: Mapping[str, Requirement], rules: Iterable[str]) -> list[Verdict]:
    """Return a verdict for each requirement on changes: a breaking change fails as a MUST, a warning as a SHOULD.

    Args:
        comparison: What changed.
        ledger: The requirements by id.
        rules: The ids of the requirements whose rules were applied.
    """
    return [_verdict(comparison, ledger[name]) for name in rules if ledger[name].excluded is None]


def with_levels(verdicts: Iterable[Verdict], waivers: Iterable[Waiver]) -> tuple[Verdict, ...]:
    """Return the verdicts after waivers, each failing one at the level of its worst change that is not waived."""
    by_id = {each.id: each for each in waivers}
    return tuple(
        _with_level(each, [by_id[name] for name in (each.waiver or "").split(", ") if name]) for each in verdicts
    )


def _with_level(verdict: Verdict, used: Sequence[Waiver]) -> Verdict:
    left = [each for each in verdict.findings if not any(excuses(waiver, each) for waiver in used)]
    if not left or verdict.disposition is not Disposition.NEW:
        return verdict
    return replace(verdict, requirement=replace(verdict.requirement, level=_level(left)))


def _level(findings: Iterable[Finding]) -> Level:
    impacts = (each.told.impact for each in findings if isinstance(each, ChangeFinding))
    return min((_LEVELS[impact] for impact in impacts), key=list(Level).index)


def _verdict(comparison: Comparison, requirement: Requirement) -> Verdict:
    clause = clause_of(requirement, "#", comparison.new.document)
    if requirement.id in comparison.broken:
        return Verdict(requirement, CHANGE, Outcome.ERROR, clause, reason=comparison.broken[requirement.id])
    failing = [each for each in comparison.changes if each.requirement.id == requirement.id and each.impact in _LEVELS]
    if failing:
        found = tuple(map(_finding, failing))
        return Verdict(replace(requirement, level=_level(found)), CHANGE, Outcome.FAIL, clause, findings=found)
    if not comparison.operations:
        reason = "the documents have no operation in common"
        return Verdict(requirement, CHANGE, Outcome.INCONCLUSIVE, clause, reason=reason)
    corrections = [each for each in comparison.changes if _is_correction(each, requirement)]
    reason = "; ".join(f"{each.impact}: {safe_text(each.change.message)}" for each in corrections)
    return Verdict(requirement, CHANGE, Outcome.PASS, clause, witnesses=comparison.operations, reason=reason)


def _is_correction(told: ReportedChange, requirement: Requirement) -> bool:
    return told.requirement.id == requirement.id and told.impact is Impact.CORRECTION


def _finding(told: ReportedChange) -> ChangeFinding:
    change = told.change
    location = change.new or change.old or "#"
    return ChangeFinding(
        requirement=told.requirement.id,
        operation=CHANGE,
        location=location,
        pattern=location,
        kind=change.kind,
        message=f"{safe_text(change.message)} ({told.impact})",
        expected=safe_text(change.before) or "as in the older document",
        actual=safe_text(change.after) or "no longer so",
        exchange=None,
        count=len(operations_of(change)),
        fingerprint=told.fingerprint,
        clause=told.new or told.old,
        page=told.old if told.new is not None else None,
        told=told,
    )
