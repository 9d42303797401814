"""A report gives for each verdict what it meant for the run."""

from __future__ import annotations

from itertools import product

import pytest

from conformance.model import Disposition, Level, Outcome, Verdict
from conformance.report.standing import standings_of
from conformance.selftests.makers import failure, finding, verdict, waiver
from conformance.selftests.reports import item, named, news, told
from conformance.verdict.baseline import Novelty
from conformance.verdict.result import Threshold, breaks_run
from conformance.verdict.waivers import WaiverState

KNOWN = failure(Level.MUST, disposition=Disposition.KNOWN)
THRESHOLDS = [Threshold(*each) for each in product(Level, (False, True), (False, True))]
VERDICTS = [
    *(failure(level, disposition=each) for level, each in product(Level, Disposition) if each is not Disposition.STALE),
    *(verdict(outcome) for outcome in Outcome if outcome is not Outcome.FAIL),
]


@pytest.mark.parametrize("threshold", THRESHOLDS, ids=str)
def test_breaks(threshold: Threshold) -> None:
    """The failures by the report are those that broke the run."""
    standings = standings_of(told(*VERDICTS, threshold=threshold))
    assert [each.breaks for each in standings] == [breaks_run(each, threshold) for each in VERDICTS]


@pytest.mark.parametrize(
    ("given", "threshold", "word"),
    [
        (verdict(), Threshold(), "pass"),
        (failure(disposition=Disposition.NEW), Threshold(), "failed"),
        (failure(Level.SHOULD, disposition=Disposition.NEW), Threshold(), "advisory"),
        (failure(Level.SHOULD, disposition=Disposition.NEW), Threshold(Level.SHOULD), "failed"),
        (failure(disposition=Disposition.WAIVED), Threshold(), "waived"),
        (failure(disposition=Disposition.EXPIRED), Threshold(), "failed"),
        (KNOWN, Threshold(), "failed"),
        (KNOWN, Threshold(only_new=True), "known"),
        (verdict(Outcome.INCONCLUSIVE), Threshold(require_complete=True), "inconclusive"),
        (verdict(Outcome.ERROR), Threshold(), "error"),
        (verdict(Outcome.INAPPLICABLE), Threshold(), "inapplicable"),
    ],
)
def test_word(given: Verdict, threshold: Threshold, word: str) -> None:
    """Each verdict has its usual name."""
    assert [each.word for each in standings_of(told(given, threshold=threshold))] == [word]


def test_stale() -> None:
    """A stale waiver breaks the run, whatever the outcome."""
    report = told(
        verdict(disposition=Disposition.STALE, stale=("names-are-numbers",)),
        waivers=(waiver(),),
        states={"names-are-numbers": WaiverState.STALE},
    )
    assert [(each.word, each.breaks) for each in standings_of(report)] == [("stale", True)]


def test_news() -> None:
    """The most urgent finding counts: new, then flaky."""
    first, second = named("is-one", 1), named("is-one", 2)
    both = failure(findings=(*first.findings, *second.findings), disposition=Disposition.NEW)
    report = told(both, news=news(item(Novelty.STILL, first), item(Novelty.NEW, second)))
    (standing,) = standings_of(report)
    assert (standing.news, standing.since, standing.count) == ("new", None, 6)


def test_no_news() -> None:
    """A finding without history is not news."""
    report = told(failure(findings=(finding(),), disposition=Disposition.WAIVED), news=news())
    assert [each.news for each in standings_of(report)] == [None]
