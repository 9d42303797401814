"""A mutant that pages a list which the contract gives as a whole."""

from __future__ import annotations

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
