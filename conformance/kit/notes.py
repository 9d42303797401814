"""What the exchanges of one test are judged as, until the test ends and has to answer for it."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.kit.judging import BrokenContractError, Judgement, advice_of, text_of
from conformance.model import Level


class Notes:
    """What was judged in one test."""

    def __init__(self, threshold: Level) -> None:
        self._threshold = threshold
        self.judged = 0
        self.advice: list[str] = []
        """A line for each deviation that does not fail the test."""
        self.unjudged: list[str] = []
        self.played = ""
        """What the last answer of a router was about."""
        self._kept: list[Judgement] = []

    def demand(self, judgements: Sequence[Judgement]) -> None:
        """Note some judgements.

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
        """Keep judgements for the end of the test: whoever gets the error now may swallow it."""
        self._kept += judgements

    def settle(self) -> None:
        """Demand all that was kept.

        Raises:
            BrokenContractError: It has a deviation that fails the test.
        """
        kept, self._kept = self._kept, []
        self.demand(kept)
