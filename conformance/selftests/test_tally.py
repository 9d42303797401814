"""Observations are counted as they arrive, in bounded memory for any number of kinds."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Note
from conformance.selftests.makers import exchange
from conformance.verdict.tally import MAX_GROUPS, Tally

ONE, TWO = exchange(1), exchange(2)


def deviation(kind: str = "type", at: str = "body") -> Deviation:
    return Deviation(ONE, kind, "a message", "this", "that", at)


def tally(*observations: object) -> Tally:
    return Tally(lambda each: str(each.location)).extend(observations)  # type: ignore[arg-type]


def test_empty() -> None:
    """Zero conforming instances do not count; an inconclusive observation does."""
    assert tally().is_empty
    assert tally(Conforming(ONE, 0)).is_empty
    assert not tally(Inconclusive("odd")).is_empty
    assert not tally(Inapplicable("")).is_empty


def test_kept() -> None:
    """Conforming exchanges are known; inconclusive, deviating and empty observations are not among them."""
    found = tally(Conforming(ONE), Conforming(TWO, 0), Conforming(), Inconclusive("odd"), deviation())
    assert (found.witnesses, [*found.kept.values()], [*found.broken.values()]) == (2, [ONE], [ONE])


def test_groups() -> None:
    """Deviations of one kind at one place are one group, with the first as its example."""
    other = Deviation(TWO, "type", "another message", "this", "that", "body")
    found = tally(deviation(), other, deviation("format"), deviation(at="status"))
    reported = {key: (each.count, each.first.exchange, [*each.exchanges]) for key, each in found.groups.items()}
    assert reported == {
        ("body", "type"): (2, ONE, [1, 2]),
        ("body", "format"): (1, ONE, [1]),
        ("status", "type"): (1, ONE, [1]),
    }


def test_said() -> None:
    """Inconclusive observations and notes are reported once, with their number; the first reason counts."""
    found = tally(
        Inconclusive("odd"), Note("late"), Inconclusive("odd"), Inapplicable("no body"), Inapplicable("no list")
    )
    assert (dict(found.said), found.inapplicable) == ({"odd": 2, "late": 1}, "no body")


@given(st.lists(st.integers(0, 3 * MAX_GROUPS)))
@example([*range(MAX_GROUPS), 0])
@example([*range(MAX_GROUPS + 50), 0, MAX_GROUPS])
def test_bound(kinds: list[int]) -> None:
    """A limited number of kinds is distinguished; no deviation is lost, and none is counted twice."""
    found = tally(*(deviation(f"kind {number}") for number in kinds))
    listed = sum(each.count for each in found.groups.values())
    assert listed + found.unlisted == len(kinds)
    assert len(found.groups) == min(MAX_GROUPS, len(set(kinds)))
    assert bool(found.unlisted) is (len(set(kinds)) > MAX_GROUPS)
