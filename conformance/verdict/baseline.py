"""What is new since earlier runs: each deviation compared with theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise, takewhile

from conformance.model import Disposition, Outcome, Verdict

WINDOW = 14
"""In how many runs, this one included, flips are counted."""
FLIPS = 3
"""From how many flips a deviation is flaky: one that was fixed and came back is new again."""

JUDGED = (Outcome.PASS, Outcome.FAIL)
"""The outcomes that show whether a deviation is present."""

Pair = tuple[str, str]
"""A requirement's id and an operation's."""


class Novelty(StrEnum):
    """A deviation compared with earlier runs."""

    NEW = "new"
    STILL = "still"
    FIXED = "fixed"
    FLAKY = "flaky"
    GONE = "gone"


@dataclass(frozen=True)
class KnownDeviation:
    """A finding as later runs know it, without anything that the API sent."""

    fingerprint: str
    requirement: str
    operation: str
    pattern: str
    is_waived: bool = False

    @property
    def pair(self) -> Pair:
        """The pair whose verdict shows whether it is present."""
        return self.requirement, self.operation


@dataclass(frozen=True)
class Snapshot:
    """What a run found, and what it could judge: everything else is unknown, not absent."""

    started: str
    """RFC 3339, UTC."""
    deviations: Mapping[str, KnownDeviation]
    """By fingerprint."""
    judged: frozenset[Pair]
    """The pairs that passed or failed."""
    unjudged: frozenset[Pair] = frozenset()
    """The pairs that were selected and could not be judged."""
    is_whole: bool = True
    """Whether every pair was selected."""

    def has(self, deviation: KnownDeviation) -> bool | None:
        """Return whether a deviation was present and not waived; None if that could not be determined."""
        found = self.deviations.get(deviation.fingerprint)
        if found is not None:
            return not found.is_waived
        return False if deviation.pair in self.judged else None

    def tells_of(self, pair: Pair) -> bool:
        """Return whether a run reported that a pair could not be judged."""
        return self.is_whole or pair in self.unjudged


@dataclass(frozen=True)
class Item:
    """A deviation and its novelty."""

    novelty: Novelty
    deviation: KnownDeviation
    since: str | None = None
    """If it is still present, the first run of the unbroken series that saw it; else the last run that saw it."""
    reason: str = ""
    """Why a deviation that is gone could not be judged."""


@dataclass(frozen=True)
class News:
    """What a run shows compared with earlier ones of the same target."""

    since: str | None
    """The start of the last earlier run; None if there is none."""
    items: tuple[Item, ...] = ()
    is_whole: bool = True
    """Whether every pair was selected."""

    def of(self, novelty: Novelty) -> list[Item]:
        """Return the deviations of one novelty."""
        return [item for item in self.items if item.novelty is novelty]


NO_NEWS = News(None)
"""The news of a run that found nothing and has no earlier run."""


def snapshot(started: str, verdicts: Sequence[Verdict], *, is_whole: bool = True) -> Snapshot:
    """Return a run as later ones know it."""
    found = {
        each.fingerprint: KnownDeviation(
            each.fingerprint, each.requirement, each.operation, each.pattern, verdict.disposition is Disposition.WAIVED
        )
        for verdict in verdicts
        for each in verdict.findings
    }
    pairs = {(each.requirement.id, each.operation): each.outcome in JUDGED for each in verdicts}
    judged = frozenset(pair for pair, is_judged in pairs.items() if is_judged)
    return Snapshot(started, found, judged, frozenset(pairs.keys() - judged), is_whole)


def news_of(
    now: Snapshot, earlier: Sequence[Snapshot], reasons: Mapping[Pair, str], left_out: Collection[Pair] = ()
) -> News:
    """Return what is new, still present, fixed, flaky and gone; what is waived is known, and not news.

    Args:
        now: The run that has just ended.
        earlier: Those before it, of the same target, the oldest first.
        reasons: Why a pair of this run was not judged.
        left_out: The pairs that were not selected for this run; they are not reported.
    """
    if not earlier:
        found = tuple(Item(Novelty.NEW, each) for each in now.deviations.values() if not each.is_waived)
        return News(None, found, now.is_whole)
    here = [_present(each, earlier) for each in now.deviations.values() if not each.is_waived]
    absent = [each for each in _absent(now, earlier, reasons) if each.deviation.pair not in left_out]
    return News(earlier[-1].started, (*here, *absent), now.is_whole)


def known(verdicts: Sequence[Verdict], earlier: Sequence[Snapshot]) -> tuple[Verdict, ...]:
    """Return the verdicts, with a failure that earlier runs had as well marked as known."""
    return tuple(_known(verdict, earlier) for verdict in verdicts)


def _known(verdict: Verdict, earlier: Sequence[Snapshot]) -> Verdict:
    if verdict.disposition is not Disposition.NEW or not earlier:
        return verdict
    found = snapshot("", [verdict]).deviations.values()
    is_new = any(_present(each, earlier).novelty is Novelty.NEW for each in found)
    return verdict if is_new else replace(verdict, disposition=Disposition.KNOWN)


def _present(deviation: KnownDeviation, earlier: Sequence[Snapshot]) -> Item:
    if _flips([*_states(deviation, earlier[1 - WINDOW :]), True]) >= FLIPS:
        return Item(Novelty.FLAKY, deviation, _last_seen(deviation, earlier))
    is_still = _was_there(deviation, earlier)
    return Item(Novelty.STILL, deviation, _first_seen(deviation, earlier)) if is_still else Item(Novelty.NEW, deviation)


def _absent(now: Snapshot, earlier: Sequence[Snapshot], reasons: Mapping[Pair, str]) -> Iterator[Item]:
    """Yield what the earlier runs saw last and this one does not: reported once, by the first run that misses it."""
    seen = {name: each for run in earlier for name, each in run.deviations.items()}
    for name, deviation in seen.items():
        if name in now.deviations or deviation.is_waived or not _was_there(deviation, earlier):
            continue
        last = _last_seen(deviation, earlier)
        if deviation.pair in now.judged:
            is_flaky = _flips([*_states(deviation, earlier[1 - WINDOW :]), False]) >= FLIPS
            yield Item(Novelty.FLAKY if is_flaky else Novelty.FIXED, deviation, last)
        elif not any(run.tells_of(deviation.pair) for run in _since(deviation, earlier)):
            yield Item(Novelty.GONE, deviation, last, reasons.get(deviation.pair, "it is no longer judged"))


def _states(deviation: KnownDeviation, runs: Sequence[Snapshot]) -> list[bool]:
    """Return whether a deviation was present, for each run that could judge it."""
    return [state for run in runs if (state := run.has(deviation)) is not None]


def _was_there(deviation: KnownDeviation, runs: Sequence[Snapshot]) -> bool:
    """Return whether the last run that could judge a deviation saw it."""
    return next((state for run in reversed(runs) if (state := run.has(deviation)) is not None), False)


def _flips(states: Sequence[bool]) -> int:
    return sum(before != after for before, after in pairwise(states))


def _since(deviation: KnownDeviation, runs: Sequence[Snapshot]) -> Iterator[Snapshot]:
    """Yield the runs after the last one that saw a deviation."""
    return takewhile(lambda run: not run.has(deviation), reversed(runs))


def _last_seen(deviation: KnownDeviation, runs: Sequence[Snapshot]) -> str | None:
    return next((run.started for run in reversed(runs) if run.has(deviation)), None)


def _first_seen(deviation: KnownDeviation, runs: Sequence[Snapshot]) -> str | None:
    """Return the start of the first run since which a deviation was never seen to be absent."""
    first = None
    for run in reversed(runs):
        state = run.has(deviation)
        if state is False:
            break
        first = run.started if state else first
    return first
