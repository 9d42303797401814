"""Mutants that page a list which the contract gives as a whole, or miscount it."""

from __future__ import annotations

from typing import ClassVar

from conformance.reference.api import Answer
from conformance.reference.mutants.base import Mutant


class ListIsPagedByLink(Mutant):
    """A list ends after its first rows, and only a Link header leads to the rest."""

    name = "list-is-paged-by-link"
    kills = ("list-has-no-undocumented-next-page",)

    def listing(self, agent: str) -> Answer:
        """Answer with the first half."""
        rows = self.rows(agent)
        answer = self.reply(200, rows[: len(rows) // 2 + 1])
        return answer.with_header("Link", f'</batches/{agent}/all?page=2>; rel="next"') if len(rows) > 1 else answer


class _Counted(Mutant):
    more: ClassVar[int]

    def listing(self, agent: str) -> Answer:
        """Answer with the wrong number."""
        return super().listing(agent).with_header("X-Total-Count", str(len(self.rows(agent)) + self.more))


class TotalCountsTooMany(_Counted):
    """The total of a list counts a batch that was deleted."""

    name = "total-counts-too-many"
    kills = ("total-counts-all-rows",)
    more = 1
