"""A report with the look-ups that the parts of a page share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conformance.model import Level
from conformance.report.causes import cause_in, grouped
from conformance.report.reading import exchanges_of, novelties_of

Data = Mapping[str, Any]
Sources = Mapping[str, Mapping[int, str]]
"""The lines of documents by file and number."""

MAX_CARDS = 200
"""How many failing requirements are shown in full; no browser opens a page with thousands of them."""
DOCUMENT = "document"
_BROKEN = ("error", "fail")
_RANKS = ("error", "fail", "inconclusive", "waived", "pass", "inapplicable")


@dataclass(frozen=True)
class Book:
    """A report, with its parts by the keys that refer to them."""

    report: Data

    @cached_property
    def verdicts(self) -> Sequence[Data]:
        """The verdicts, the worst first."""
        return sorted(self.report["verdicts"], key=rank)

    @cached_property
    def deviations(self) -> Sequence[Sequence[Data]]:
        """The verdicts that somebody has to act on, by cause."""
        return _causes(each for each in self.verdicts if state_of(each) in _BROKEN and not self.is_quirk(each))

    @cached_property
    def waived(self) -> Sequence[Sequence[Data]]:
        """The verdicts whose deviations are known and excused, by cause."""
        return _causes(each for each in self.verdicts if state_of(each) == "waived" and not self.is_quirk(each))

    @cached_property
    def quirks(self) -> Sequence[Sequence[Data]]:
        """The verdicts on weaknesses of the document, which are excused or fail no run, by cause."""
        return _causes(each for each in self.verdicts if state_of(each) in ("fail", "waived") and self.is_quirk(each))

    @cached_property
    def cards(self) -> Mapping[tuple[str, str], str]:
        """The id on the page of the card that shows a verdict, by requirement and operation."""
        shown = [same for part in (self.deviations, self.waived, self.quirks) for same in part[:MAX_CARDS]]
        return {pair(each): f"v{number}" for number, same in enumerate(shown, 1) for each in same}

    def is_quirk(self, verdict: Data) -> bool:
        """Return whether a verdict is on the document alone and cannot fail this run."""
        fails = Level(verdict["level"]).reaches(Level(self.report["header"]["options"]["fail_on"]))
        return verdict["operation"] == DOCUMENT and (state_of(verdict) == "waived" or not fails)

    @cached_property
    def exchanges(self) -> Mapping[int, Data]:
        """The exchanges by their numbers."""
        return exchanges_of(self.report)

    @cached_property
    def waivers(self) -> Mapping[str, Data]:
        """The waivers by their ids."""
        return {each["id"]: each for each in self.report["waivers"]}

    @cached_property
    def sources(self) -> Sources:
        """The lines of documents by file and number."""
        return {
            each["file"]: {int(number): line for number, line in each["lines"].items()}
            for each in self.report["sources"]
        }

    @cached_property
    def novelties(self) -> Mapping[str, tuple[str, str | None]]:
        """What each deviation is beside earlier runs, by fingerprint; empty where there were none."""
        return {} if self.report["news"]["compared_with"] is None else novelties_of(self.report)


def _causes(verdicts: Iterable[Data]) -> Sequence[Sequence[Data]]:
    return grouped(verdicts, lambda each: (state_of(each), cause_in(each)))


def pair(verdict: Data) -> tuple[str, str]:
    """Return the key of a verdict, which is unique in a report."""
    return verdict["requirement"], verdict["operation"]


def state_of(verdict: Data) -> str:
    """Return the outcome of a verdict, or `waived` for a deviation that is excused."""
    return str("waived" if verdict["disposition"] == "waived" else verdict["outcome"])


def rank(verdict: Data) -> tuple[int, int]:
    """Return the sort key of a verdict: what matters most comes first."""
    return _RANKS.index(state_of(verdict)), list(Level).index(Level(verdict["level"]))
