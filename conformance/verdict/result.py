"""The run in one word, from its verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.model import Disposition, Level, Outcome, Result, Verdict


class NonConformance(AssertionError):  # noqa: N818 - the name is part of the contract with the user
    """A requirement is not met; the message shows the evidence."""


_JUDGED = (Outcome.PASS, Outcome.FAIL)


def breaks_run(verdict: Verdict, fail_on: Level, *, require_complete: bool) -> bool:
    """Tell whether a verdict by itself makes the run fail."""
    if verdict.outcome is Outcome.ERROR or verdict.stale:
        return True
    if verdict.outcome is Outcome.FAIL:
        return verdict.disposition is not Disposition.WAIVED and verdict.requirement.level.reaches(fail_on)
    is_gap = verdict.outcome is Outcome.INCONCLUSIVE and verdict.requirement.level is Level.MUST
    return is_gap and require_complete


def result_of(verdicts: Sequence[Verdict], fail_on: Level, *, require_complete: bool) -> Result:
    """Return `failure` when a verdict breaks the run or nothing was judged, `partial` when a MUST is open."""
    if not any(verdict.outcome in _JUDGED for verdict in verdicts):
        return Result.FAILURE
    if any(breaks_run(verdict, fail_on, require_complete=require_complete) for verdict in verdicts):
        return Result.FAILURE
    is_open = any(
        verdict.outcome is Outcome.INCONCLUSIVE and verdict.requirement.level is Level.MUST for verdict in verdicts
    )
    return Result.PARTIAL if is_open else Result.SUCCESS
