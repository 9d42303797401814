"""The standing of each verdict of a report: its word for a reader, and whether it fails the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.model import Disposition, Level, Outcome
from conformance.report.reading import SEEN, novelties_of
from conformance.verdict.result import Threshold, breaks

TARGET_ANSWERS = "the target can be judged"
"""The name of one more test in formats that list tests: not a requirement, since nobody is responsible."""


@dataclass(frozen=True)
class Standing:
    """A verdict of a report with its standing."""

    verdict: Mapping[str, Any]
    word: str
    """`failed`, `known` or `advisory`, `waived`, `stale`, or the outcome."""
    breaks: bool
    """Whether it fails the run."""
    news: str | None
    """The most urgent novelty of its findings: `new`, `flaky`, `still`; None where there is none."""
    since: str | None
    """Since which run the deviation was seen, if known."""

    @property
    def summary(self) -> str:
        """What was found, in a line; the reason where nothing was judged."""
        messages = dict.fromkeys(finding["message"] for finding in self.verdict["findings"])
        return "; ".join(messages) or str(self.verdict["reason"])

    @property
    def count(self) -> int:
        """How often it was seen."""
        return sum(finding["count"] for finding in self.verdict["findings"])


def standings_of(report: Mapping[str, Any]) -> list[Standing]:
    """Return the standing of each verdict, in the order of the report."""
    given = report["header"]["options"]
    threshold = Threshold(Level(given["fail_on"]), given["require_complete"], given["fail_on_new"])
    stale = {(each["requirement"], each["operation"]) for each in report["waivers"] if each["state"] == "stale"}
    items = novelties_of(report)
    return [_standing(verdict, threshold, stale, items) for verdict in report["verdicts"]]


def _standing(
    verdict: Mapping[str, Any],
    threshold: Threshold,
    stale: set[tuple[str, str]],
    items: Mapping[str, tuple[str, str | None]],
) -> Standing:
    outcome, level = Outcome(verdict["outcome"]), Level(verdict["level"])
    disposition = None if verdict["disposition"] is None else Disposition(verdict["disposition"])
    is_stale = (verdict["requirement"], verdict["operation"]) in stale
    is_broken = is_stale or breaks(outcome, disposition, level, threshold)
    found = [items[each["fingerprint"]] for each in verdict["findings"] if each["fingerprint"] in items]
    news, since = min(found, key=lambda each: (SEEN.index(each[0]), each[1] or ""), default=(None, None))
    word = _word(outcome, disposition, is_broken=is_broken, is_advice=not level.reaches(threshold.level))
    return Standing(verdict, word, is_broken, news, since)


def _word(outcome: Outcome, disposition: Disposition | None, *, is_broken: bool, is_advice: bool) -> str:
    if disposition in (Disposition.WAIVED, Disposition.STALE):
        return disposition.value
    if outcome is not Outcome.FAIL:
        return outcome.value
    return "failed" if is_broken else "advisory" if is_advice else "known"
