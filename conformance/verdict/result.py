"""The run in one word, from its verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.model import Disposition, Level, Outcome, Result, Verdict
from conformance.verdict.baseline import JUDGED


class NonConformance(AssertionError):  # noqa: N818 - the name is part of the contract with the user
    """A requirement is not met; the message shows the evidence."""


@dataclass(frozen=True)
class Threshold:
    """What makes a run fail."""

    level: Level = Level.MUST
    """The level from which a deviation fails the run."""
    require_complete: bool = False
    """Whether a MUST that could not be judged does too."""
    only_new: bool = False
    """Whether only a deviation that no earlier run had does."""


DEFAULT = Threshold()
"""A broken MUST fails the run."""


def breaks_run(verdict: Verdict, threshold: Threshold) -> bool:
    """Return whether a verdict makes the run fail on its own."""
    return bool(verdict.stale) or breaks(verdict.outcome, verdict.disposition, verdict.requirement.level, threshold)


def breaks(outcome: Outcome, disposition: Disposition | None, level: Level, threshold: Threshold) -> bool:
    """Return the same from what a report keeps of a verdict, ignoring stale waivers."""
    if outcome is Outcome.FAIL:
        excused = (Disposition.WAIVED, Disposition.KNOWN) if threshold.only_new else (Disposition.WAIVED,)
        return disposition not in excused and level.reaches(threshold.level)
    return outcome is Outcome.ERROR or (_is_open(outcome, level) and threshold.require_complete)


def result_of(verdicts: Sequence[Verdict], threshold: Threshold) -> Result:
    """Return `failure` if a verdict breaks the run or nothing was judged, `partial` if a MUST is open or known."""
    if not any(verdict.outcome in JUDGED for verdict in verdicts):
        return Result.FAILURE
    if any(breaks_run(verdict, threshold) for verdict in verdicts):
        return Result.FAILURE
    return Result.PARTIAL if any(map(_leaves_open, verdicts)) else Result.SUCCESS


def _leaves_open(verdict: Verdict) -> bool:
    return _is_open(verdict.outcome, verdict.requirement.level) or _is_broken_as_before(verdict)


def _is_open(outcome: Outcome, level: Level) -> bool:
    return outcome is Outcome.INCONCLUSIVE and level is Level.MUST


def _is_broken_as_before(verdict: Verdict) -> bool:
    return verdict.disposition is Disposition.KNOWN and verdict.requirement.level is Level.MUST
