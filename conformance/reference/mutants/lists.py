"""Mutants whose list is no list of batches, or another list each time."""

from __future__ import annotations

from datetime import datetime
from random import Random

from conformance.reference.api import Answer
from conformance.reference.data import Row
from conformance.reference.mutants.base import Mutant

_LIST_TYPE = "schema:#/components/schemas/BatchList/type"
_BATCH_TYPE = "schema:#/components/schemas/Batch/type"


class ListInEnvelope(Mutant):
    """The list is wrapped in an object, with paging."""

    name = "list-in-envelope"
    kills = (_LIST_TYPE,)

    def listing(self, agent: str) -> Answer:
        """Answer with the envelope."""
        rows = self.rows(agent)
        return self.reply(200, {"data": rows, "total": len(rows), "has_more": False})


class EmptyListIsNull(Mutant):
    """An agent without batches gets null, as Go writes a nil slice."""

    name = "empty-list-is-null"
    kills = (_LIST_TYPE,)

    def listing(self, agent: str) -> Answer:
        """Answer null for nothing."""
        return self.reply(200, self.rows(agent) or None)


class BatchIsNull(Mutant):
    """A deleted batch has left a null in the list."""

    name = "batch-is-null"
    kills = (_BATCH_TYPE,)

    def listing(self, agent: str) -> Answer:
        """Answer with the last batch nulled."""
        return self.reply(200, [*self.rows(agent)[:-1], None])


class BatchIsTuple(Mutant):
    """A batch is a bare row of the database: values without names."""

    name = "batch-is-tuple"
    kills = (_BATCH_TYPE,)

    def listing(self, agent: str) -> Answer:
        """Answer with the last batch as a list of values."""
        rows = self.rows(agent)
        return self.reply(200, [*rows[:-1], *(list(row.values()) for row in rows[-1:])])


class BatchIdsAreDrawnAnew(Mutant):
    """Batch ids are made up at each request."""

    name = "batch-ids-are-drawn-anew"
    kills = ("repeated-request-gives-same-list",)

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(now)
        self.draw = Random(0)  # noqa: S311 - repeatable on purpose

    def rows(self, agent: str) -> list[Row]:
        """Return the batches with new ids."""
        return [{**row, "batch_id": f"{self.draw.getrandbits(128):032x}"} for row in super().rows(agent)]


class ListIsShuffled(Mutant):
    """The rows come in another order at each request, as from a query without ORDER BY."""

    name = "list-is-shuffled"
    kills = ("repeated-request-gives-same-list",)

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(now)
        self.draw = Random(0)  # noqa: S311 - repeatable on purpose

    def rows(self, agent: str) -> list[Row]:
        """Return the batches in a new order."""
        rows = super().rows(agent)
        return self.draw.sample(rows, len(rows))
