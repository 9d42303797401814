"""Mutants whose list is not a list of batches, or is different each time."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import count
from random import Random

from conformance.reference.api import Answer
from conformance.reference.data import Row, humanize
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
        """Answer with null instead of an empty list."""
        return self.reply(200, self.rows(agent) or None)


class ListIsJsonInText(Mutant):
    """A list is a string that contains JSON: it was serialised twice."""

    name = "list-is-json-in-text"
    kills = (_LIST_TYPE,)

    def listing(self, agent: str) -> Answer:
        """Answer with the text."""
        return self.reply(200, json.dumps(self.rows(agent)))


class ListIsMap(Mutant):
    """A list is an object with numbers as names, as PHP writes an array with gaps."""

    name = "list-is-map"
    kills = (_LIST_TYPE,)

    def listing(self, agent: str) -> Answer:
        """Answer with the object."""
        return self.reply(200, {str(place): row for place, row in enumerate(self.rows(agent))})


class OnlyBatchIsBare(Mutant):
    """A list of one is the batch itself, as in converters from XML."""

    name = "only-batch-is-bare"
    kills = (_LIST_TYPE,)

    def rows(self, agent: str) -> list[Row]:
        """Return one batch at most."""
        return super().rows(agent)[:1]

    def listing(self, agent: str) -> Answer:
        """Answer with the batch outside of a list."""
        rows = self.rows(agent)
        return self.reply(200, rows[0] if rows else [])


class BatchIsNull(Mutant):
    """A deleted batch leaves a null in the list."""

    name = "batch-is-null"
    kills = (_BATCH_TYPE,)

    def listing(self, agent: str) -> Answer:
        """Answer with null in place of the last batch."""
        return self.reply(200, [*self.rows(agent)[:-1], None])


class BatchIsTuple(Mutant):
    """A batch is a bare database row: values without names."""

    name = "batch-is-tuple"
    kills = (_BATCH_TYPE,)

    def listing(self, agent: str) -> Answer:
        """Answer with the last batch as a list of values."""
        rows = self.rows(agent)
        return self.reply(200, [*rows[:-1], *(list(row.values()) for row in rows[-1:])])


class BatchIsItsId(Mutant):
    """A batch is only its id: the list was not expanded."""

    name = "batch-is-its-id"
    kills = (_BATCH_TYPE,)

    def listing(self, agent: str) -> Answer:
        """Answer with the last batch's id in place of the batch."""
        rows = self.rows(agent)
        return self.reply(200, [*rows[:-1], *(row["batch_id"] for row in rows[-1:])])


class BatchIdsAreDrawnAnew(Mutant):
    """Batch ids are generated anew for each request."""

    name = "batch-ids-are-drawn-anew"
    kills = ("repeated-request-gives-same-list",)

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(now)
        self.draw = Random(0)  # noqa: S311 - repeatable on purpose

    def rows(self, agent: str) -> list[Row]:
        """Return the batches with new ids."""
        return [{**row, "batch_id": f"{self.draw.getrandbits(128):032x}"} for row in super().rows(agent)]


class ListIsShuffled(Mutant):
    """The rows come in a different order for each request, as from a query without ORDER BY."""

    name = "list-is-shuffled"
    kills = ("repeated-request-gives-same-list",)

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(now)
        self.draw = Random(0)  # noqa: S311 - repeatable on purpose

    def rows(self, agent: str) -> list[Row]:
        """Return the batches in a new order."""
        rows = super().rows(agent)
        return self.draw.sample(rows, len(rows))


class CreatedMoves(Mutant):
    """A batch has a different creation time in every answer: the column is set again on every read."""

    name = "created-moves"
    kills = ("repeated-request-gives-same-list",)

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(now)
        self.reads = count()

    def rows(self, agent: str) -> list[Row]:
        """Return the batches, the last one older by five minutes each time."""
        rows = super().rows(agent)
        for row in rows[-1:]:
            made = datetime.fromisoformat(str(row["created_at"])) - timedelta(minutes=5 * next(self.reads))
            row.update(created_at=f"{made:%Y-%m-%dT%H:%M:%SZ}", humanized_created_at=humanize(made, self.now))
        return rows
