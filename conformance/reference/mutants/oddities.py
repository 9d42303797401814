"""Mutants that break what only a second look shows: another spelling, another time, another header."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from conformance.reference.api import Answer, Call
from conformance.reference.data import AGENTS, Row, humanize
from conformance.reference.mutants.base import Mutant, PropertyFault, RowFault


class CreatedMoves(Mutant):
    """A batch was created at another time in every answer: the column is set again on every read."""

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


class ExecutedBeforeItsTime(RowFault):
    """A batch is executed though its time is still to come."""

    name = "executed-before-its-time"
    kills = ("status-agrees-with-schedule",)

    def spoil(self, row: Row) -> None:
        """Schedule what is executed for next week."""
        at = (self.now + timedelta(days=7)).replace(minute=0, second=0)
        row.update(status="executed", scheduled_at=f"{at:%Y-%m-%dT%H:%M:%SZ}", execution_status={"completed": 1})


class AgeIsNoDate(PropertyFault):
    """The age of a batch is what a program prints for a date that it cannot read."""

    name = "age-is-no-date"
    kills = ("relative-time-agrees",)
    fault = ("humanized_created_at", "Invalid date")


class AgeIsToCome(PropertyFault):
    """The age of a batch has the wrong sign."""

    name = "age-is-to-come"
    kills = ("relative-time-agrees",)
    fault = ("humanized_created_at", "in 5 hours")


class ChallengeIsBasic(Mutant):
    """A refusal asks for a name and a password, which the API does not know."""

    name = "challenge-is-basic"
    kills = ("challenge-accompanies-401",)

    def refuse(self, call: Call) -> Answer:
        """Refuse with the challenge of another scheme."""
        return super().refuse(call).with_header("WWW-Authenticate", 'Basic realm="batches"')


class ErrorShowsQuery(Mutant):
    """A malformed id is answered with the query that failed over it."""

    name = "error-shows-query"
    kills = ("error-body-has-no-stack-trace",)

    def malformed(self, text: str) -> Answer:
        """Tell what the database said."""
        said = "(psycopg2.errors.InvalidTextRepresentation) invalid input syntax for type uuid: [SQL: SELECT * FROM b]"
        return self.error(400, 1001, said)


class RefusalNamesBatch(Mutant):
    """A refusal has the id of the newest batch in a header that is meant for caches."""

    name = "refusal-names-batch"
    kills = ("refusal-carries-no-data",)

    def refuse(self, call: Call) -> Answer:
        """Refuse, and name a batch."""
        return super().refuse(call).with_header("X-Cache-Tag", f"batch-{self.rows(AGENTS[0])[0]['batch_id']}")


class NoDashesFindAll(Mutant):
    """An agent id without dashes is taken for no id at all, and everything is listed."""

    name = "no-dashes-find-all"
    kills = ("known-ids-share-no-rows",)

    def find(self, text: str) -> Answer:
        """List the batches of all agents for 32 digits."""
        if len(text) == 32 and text.isalnum():
            return self.reply(200, [row for agent in AGENTS for row in self.rows(agent)])
        return super().find(text)


class UpperCaseFindsOne(Mutant):
    """An agent id in upper case misses the cache, behind which only one batch is found."""

    name = "upper-case-finds-one"
    kills = ("uuid-parameter-ignores-case",)

    def find(self, text: str) -> Answer:
        """List one batch for an id in upper case."""
        is_upper = text != text.lower() and text == text.upper() and self.canonical(text) in AGENTS
        return self.reply(200, self.rows(text.lower())[:1]) if is_upper else super().find(text)


class BatchIsListedInTwoCases(Mutant):
    """A batch stands twice in a list, once with its id in capitals."""

    name = "batch-is-listed-in-two-cases"
    kills = ("row-id-is-unique",)

    def rows(self, agent: str) -> list[Row]:
        """Return the batches, the last one twice."""
        rows = super().rows(agent)
        return [*rows, *({**row, "batch_id": str(row["batch_id"]).upper()} for row in rows[-1:])]
