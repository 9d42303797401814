"""A deviation is new, still present, fixed, flaky or gone, by what earlier runs saw and could have seen."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model import Disposition, Outcome
from conformance.selftests.makers import OPERATION, failure, finding, verdict
from conformance.verdict.baseline import (
    FLIPS,
    WINDOW,
    KnownDeviation,
    News,
    Novelty,
    Snapshot,
    known,
    news_of,
    snapshot,
)

FOUND = KnownDeviation("0123456789abcdef", "thing-is-sound", OPERATION, "/[*]/name")
PAIR = FOUND.pair


def run(day: int, state: str, found: KnownDeviation = FOUND) -> Snapshot:
    """A run of a day: the deviation was present (P), absent (A), or undetermined (-)."""
    judged = frozenset() if state == "-" else frozenset({found.pair})
    return Snapshot(f"2026-03-{day:02}T02:17:00+00:00", {found.fingerprint: found} if state == "P" else {}, judged)


def runs(states: str, found: KnownDeviation = FOUND) -> list[Snapshot]:
    return [run(day, state, found) for day, state in enumerate(states, 1)]


def compared(states: str) -> News:
    """Return the comparison of the last run with those before it."""
    *earlier, now = runs(states)
    return news_of(now, earlier, {PAIR: "the target was silent"})


class TestNovelty:
    @pytest.mark.parametrize(
        ("states", "novelty"),
        [
            ("P", "new"),
            ("AP", "new"),
            ("-P", "new"),
            ("A-P", "new"),
            ("PP", "still"),
            ("P-P", "still"),
            ("P---P", "still"),
            ("APP", "still"),
            ("PAP", "new"),
            ("PA", "fixed"),
            ("APPA", "fixed"),
            ("P-A", "fixed"),
            ("P-", "gone"),
            ("PP-", "gone"),
            ("APAP", "flaky"),
            ("PAPA", "flaky"),
            ("AP-AP", "flaky"),
            ("PAPAPP", "flaky"),
        ],
    )
    def test_one(self, states: str, novelty: str) -> None:
        """The novelty of a deviation follows from the runs that determined it."""
        assert [item.novelty for item in compared(states).items] == [novelty]

    @pytest.mark.parametrize("states", ["A", "AA", "PAA", "P--", "--", "-A", "PAPAA"])
    def test_none(self, states: str) -> None:
        """A deviation that an earlier run reported, or that never occurred, is no news."""
        items = compared(states).items
        assert [each.novelty for each in items if each.novelty is not Novelty.FLAKY] == []

    def test_flips_are_forgotten(self) -> None:
        """A deviation that came and went long ago is not flaky any more."""
        assert [item.novelty for item in compared("APAP" + "P" * WINDOW).items] == [Novelty.STILL]

    @given(st.text("PA-", min_size=1, max_size=28))
    def test_any(self, states: str) -> None:
        """A present deviation is new, still present or flaky; an absent one fixed or flaky; others at most gone."""
        allowed = {
            "P": {Novelty.NEW, Novelty.STILL, Novelty.FLAKY},
            "A": {Novelty.FIXED, Novelty.FLAKY},
            "-": {Novelty.GONE},
        }
        found = [item.novelty for item in compared(states).items]
        assert set(found) <= allowed[states[-1]]
        assert len(found) == 1 if states[-1] == "P" else len(found) <= 1
        recent = states[-WINDOW:].replace("-", "")
        flips = sum(before != after for before, after in pairwise(recent))
        assert (Novelty.FLAKY in found) <= (flips >= FLIPS)


class TestSince:
    @pytest.mark.parametrize(
        ("states", "day"), [("PP", 1), ("APP", 2), ("AP-PP", 2), ("-PP", 2), ("PA", 1), ("PPA", 2), ("PP-", 2)]
    )
    def test_since(self, states: str, day: int) -> None:
        """`since` is the first of the consecutive runs that saw it; for a past deviation, the last run that did."""
        assert [item.since for item in compared(states).items] == [run(day, "P").started]

    @pytest.mark.parametrize("states", ["P", "AP", "PAP"])
    def test_new(self, states: str) -> None:
        """A new deviation has no earlier run."""
        assert [item.since for item in compared(states).items] == [None]

    def test_compared_with(self) -> None:
        """The previous run is named; the first one has none."""
        assert (compared("APP").since, compared("P").since) == (run(2, "P").started, None)

    def test_reason(self) -> None:
        """A deviation that is gone has a reason: it could not be judged, or was not selected."""
        assert compared("P-").items[0].reason == "the target was silent"
        assert news_of(run(2, "-"), [run(1, "P")], {}).items[0].reason == "it is no longer judged"

    def test_left_out(self) -> None:
        """Nothing is reported for a requirement that this run did not select."""
        assert news_of(run(2, "-"), [run(1, "P")], {}, {PAIR}).items == ()


class TestParts:
    """A partial run says nothing of the rest: what it left out is reported by the next run that selects it."""

    PART = replace(run(2, "-"), is_whole=False)

    def test_gone_is_reported_later(self) -> None:
        """A deviation that a run left out is gone for the next one, if that cannot judge it."""
        silent = replace(run(3, "-"), unjudged=frozenset({PAIR}))
        assert [item.novelty for item in news_of(silent, [run(1, "P"), self.PART], {}).items] == [Novelty.GONE]
        assert news_of(run(4, "-"), [run(1, "P"), self.PART, silent], {}).items == ()

    def test_still_and_fixed(self) -> None:
        """Nothing is forgotten."""
        earlier = [run(1, "P"), self.PART]
        assert [item.novelty for item in news_of(run(3, "P"), earlier, {}).items] == [Novelty.STILL]
        assert [item.novelty for item in news_of(run(3, "A"), earlier, {}).items] == [Novelty.FIXED]


class TestWaived:
    WAIVED = KnownDeviation("0123456789abcdef", "thing-is-sound", OPERATION, "/[*]/name", is_waived=True)

    @pytest.mark.parametrize("states", ["P", "AP", "PP", "PA", "P-"])
    def test_no_news(self, states: str) -> None:
        """A waived deviation is no news when it comes, stays or goes: its waiver says so."""
        *earlier, now = runs(states, self.WAIVED)
        assert news_of(now, earlier, {}).items == ()

    def test_no_longer_waived(self) -> None:
        """A deviation that is no longer waived is new: it was not reported while it was waived."""
        (item,) = news_of(run(2, "P"), [run(1, "P", self.WAIVED)], {}).items
        assert item.novelty is Novelty.NEW


class TestKnown:
    def test_all_known(self) -> None:
        """A verdict whose findings all occurred in an earlier run is known; one with a new finding is new."""
        earlier = [snapshot("2026-03-01T00:00:00+00:00", [failure()])]
        same = failure(disposition=Disposition.NEW)
        both = failure(disposition=Disposition.NEW, findings=(finding(), finding(fingerprint="f" * 16)))
        assert [each.disposition for each in known([same, both], earlier)] == [Disposition.KNOWN, Disposition.NEW]

    @pytest.mark.parametrize("disposition", [Disposition.WAIVED, Disposition.EXPIRED, Disposition.STALE, None])
    def test_others(self, disposition: Disposition | None) -> None:
        """A waiver's disposition of a verdict stays."""
        earlier = [snapshot("2026-03-01T00:00:00+00:00", [failure()])]
        assert [each.disposition for each in known([failure(disposition=disposition)], earlier)] == [disposition]

    def test_first_run(self) -> None:
        """Without an earlier run everything is new."""
        assert [each.disposition for each in known([failure(disposition=Disposition.NEW)], [])] == [Disposition.NEW]


def test_snapshot() -> None:
    """A run is identified by its findings, waived or not, and by what passed or failed."""
    verdicts = [
        failure(disposition=Disposition.WAIVED),
        verdict(name="thing-is-there"),
        verdict(Outcome.INCONCLUSIVE, "thing-is-young"),
        verdict(Outcome.ERROR, "thing-is-big"),
        verdict(Outcome.INAPPLICABLE, "thing-is-red"),
    ]
    made = snapshot("2026-03-01T00:00:00+00:00", verdicts)
    assert {(each.pair, each.pattern, each.is_waived) for each in made.deviations.values()} == {
        (PAIR, "/[*]/name", True)
    }
    assert made.judged == {PAIR, ("thing-is-there", OPERATION)}
