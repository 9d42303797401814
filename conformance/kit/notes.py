"""Collects the judgements of one test until it ends."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.kit.judging import BrokenContractError, Judgement, advice_of, text_of
from conformance.model import Level


class Notes:
    """The judgements of one test."""

    def __init__(self, threshold: Level) -> None:
        self._threshold = threshold
        self.judged = 0
        self.advice: list[str] = []
        """A line for each deviation that does not fail the test."""
        self.unjudged: list[str] = []
        self.played = ""
        """A description of the last answer of a router."""
        self._kept: list[Judgement] = []

    def demand(self, judgements: Sequence[Judgement]) -> None:
        """Record judgements.

        Raises:
            BrokenContractError: One of them has a deviation that fails the test.
        """
        for each in judgements:
            self.judged += 1
            self.advice += advice_of(each, self._threshold)
            self.unjudged += each.unjudged
        text, verdicts = text_of(judgements, self._threshold)
        if verdicts:
            raise BrokenContractError(text, verdicts)

    def keep(self, judgements: Sequence[Judgement]) -> None:
        """Keep judgements for the end of the test: an error raised now may be swallowed."""
        self._kept += judgements

    def settle(self) -> None:
        """Record all judgements that were kept.

        Raises:
            BrokenContractError: One of them has a deviation that fails the test.
        """
        kept, self._kept = self._kept, []
        self.demand(kept)
