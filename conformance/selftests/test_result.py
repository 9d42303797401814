"""A run is a success, partial or a failure, by its verdicts and the user's options."""

from __future__ import annotations

import pytest

from conformance.model import Disposition, Level, Outcome, Result, Verdict
from conformance.selftests.makers import failure, requirement, verdict
from conformance.verdict.result import NonConformance, Threshold, breaks_run, result_of

PASSED = verdict(Outcome.PASS)
OPEN = verdict(Outcome.INCONCLUSIVE)
OPEN_SHOULD = verdict(Outcome.INCONCLUSIVE, requirement=requirement(level=Level.SHOULD))
BROKEN = verdict(Outcome.ERROR)
INAPPLICABLE = verdict(Outcome.INAPPLICABLE)
STALE = verdict(Outcome.PASS, disposition=Disposition.STALE, stale=("names-are-numbers",))
WAIVED = failure(disposition=Disposition.WAIVED)
EXPIRED = failure(disposition=Disposition.EXPIRED)


class TestBreaksRun:
    @pytest.mark.parametrize(
        ("given", "fail_on", "breaks"),
        [
            (failure(Level.MUST), Level.MUST, True),
            (failure(Level.SHOULD), Level.MUST, False),
            (failure(Level.SHOULD), Level.SHOULD, True),
            (failure(Level.MAY), Level.SHOULD, False),
            (failure(Level.MAY), Level.MAY, True),
            (failure(Level.MUST), Level.MAY, True),
            (WAIVED, Level.MUST, False),
            (EXPIRED, Level.MUST, True),
            (STALE, Level.MUST, True),
            (BROKEN, Level.MUST, True),
            (PASSED, Level.MAY, False),
            (INAPPLICABLE, Level.MAY, False),
            (OPEN, Level.MAY, False),
        ],
    )
    def test_threshold(self, given: Verdict, fail_on: Level, breaks: bool) -> None:
        """A failure breaks the run from the given level on, unless it is waived; an error always does."""
        assert breaks == breaks_run(given, Threshold(fail_on))

    @pytest.mark.parametrize(("given", "breaks"), [(OPEN, True), (OPEN_SHOULD, False), (PASSED, False)])
    def test_require_complete(self, given: Verdict, breaks: bool) -> None:
        """An inconclusive MUST breaks a run that must be complete."""
        assert breaks == breaks_run(given, Threshold(require_complete=True))


class TestResult:
    @pytest.mark.parametrize(
        ("verdicts", "result"),
        [
            ([PASSED, INAPPLICABLE], Result.SUCCESS),
            ([PASSED, WAIVED], Result.SUCCESS),
            ([WAIVED], Result.SUCCESS),
            ([PASSED, failure(Level.SHOULD)], Result.SUCCESS),
            ([PASSED, OPEN_SHOULD], Result.SUCCESS),
            ([PASSED, OPEN], Result.PARTIAL),
            ([PASSED, OPEN, failure()], Result.FAILURE),
            ([PASSED, BROKEN], Result.FAILURE),
            ([PASSED, STALE], Result.FAILURE),
            ([PASSED, EXPIRED], Result.FAILURE),
        ],
    )
    def test_result(self, verdicts: list[Verdict], result: Result) -> None:
        """The worst verdict decides."""
        assert result == result_of(verdicts, Threshold())

    @pytest.mark.parametrize("verdicts", [[], [OPEN], [OPEN, OPEN_SHOULD], [INAPPLICABLE]])
    def test_nothing_judged(self, verdicts: list[Verdict]) -> None:
        """A run that judged nothing is a failure."""
        assert result_of(verdicts, Threshold()) == Result.FAILURE

    def test_require_complete(self) -> None:
        """A partial result is a failure if the run must be complete."""
        assert result_of([PASSED, OPEN], Threshold(require_complete=True)) == Result.FAILURE

    @pytest.mark.parametrize("level", Level)
    def test_levels(self, level: Level) -> None:
        """A level includes itself and every level below."""
        expected = list(Level)[list(Level).index(level) :]
        assert expected == [other for other in Level if level.reaches(other)]


def test_nonconformance_is_a_failed_assertion() -> None:
    """What pytest shows as FAILED is a failed assertion; other trouble is not."""
    assert issubclass(NonConformance, AssertionError)
