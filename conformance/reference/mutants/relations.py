"""Mutants whose batches are valid on their own, but contradict each other, themselves or the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from conformance.reference.data import Row
from conformance.reference.mutants.base import Mutant, RowFault, Table, wrong_batch

TABLE: Table = {
    "times-are-in-order": [
        wrong_batch(
            "updated-before-created",
            "A batch that was never updated has the database's zero date.",
            updated_at="1970-01-01T00:00:00Z",
        ),
        wrong_batch(
            "updated-a-day-early",
            "An update lost a day when its time was converted.",
            created_at="2024-02-20T10:00:00Z",
            updated_at="2024-02-19T10:00:00Z",
            status="executed",
            scheduled_at="2024-02-20T10:10:00Z",
            humanized_created_at="2 years ago",
        ),
    ],
    "count-is-not-negative": [
        wrong_batch(
            "valid-contacts-is-minus-one", "The number of contacts not yet validated is -1.", valid_contacts=-1
        ),
        wrong_batch(
            "execution-count-is-negative",
            "A retry subtracts a call from a status twice.",
            execution_status={"failed": -1},
        ),
    ],
    "part-is-at-most-its-total": [
        wrong_batch(
            "total-is-not-counted-yet",
            "The total of a large file is 0 while it is still being counted.",
            total_contacts=0,
            execution_status={},
        )
    ],
    "counts-fit-their-total": [
        wrong_batch(
            "calls-of-all-batches",
            "The counts of a batch are those of all batches of its agent.",
            status="executed",
            execution_status={"completed": 900_000, "busy": 100_000},
        )
    ],
    "map-keys-are-known": [
        wrong_batch(
            "call-status-is-new",
            "Calls that reach a mailbox have a status that no page documents.",
            execution_status={"voicemail": 1},
        ),
        wrong_batch(
            "call-status-is-camel-case",
            "The counts of calls have the names that the program uses internally.",
            execution_status={"noAnswer": 1},
        ),
    ],
    "status-agrees-with-counts": [
        wrong_batch(
            "created-has-calls",
            "A batch still counts as created though its calls were made.",
            status="created",
            execution_status={"completed": 1},
        )
    ],
    "status-agrees-with-schedule": [
        wrong_batch(
            "schedule-is-stuck",
            "A batch is still scheduled weeks after its time.",
            status="scheduled",
            execution_status={},
        ),
        wrong_batch(
            "schedule-is-the-epoch",
            "A schedule that was never set is the first second of 1970.",
            status="scheduled",
            scheduled_at="1970-01-01T00:00:00Z",
            execution_status={},
        ),
    ],
    "relative-time-agrees": [
        wrong_batch(
            "humanized-is-frozen",
            "The age of a batch is computed once and never updated.",
            humanized_created_at="5 minutes ago",
        ),
        wrong_batch(
            "humanized-is-from-year-one",
            "The age of a batch is computed from a missing time.",
            humanized_created_at="2025 years ago",
        ),
        wrong_batch(
            "age-is-no-date",
            "The age of a batch is what a program prints for a date that it cannot parse.",
            humanized_created_at="Invalid date",
        ),
        wrong_batch("age-is-to-come", "The age of a batch has the wrong sign.", humanized_created_at="in 5 hours"),
    ],
}


class BatchIsListedTwice(Mutant):
    """A batch is listed twice, as from a join with its calls."""

    name = "batch-is-listed-twice"
    kills = ("row-id-is-unique",)

    def rows(self, agent: str) -> list[Row]:
        """Return the batches, the last one twice."""
        rows = super().rows(agent)
        return [*rows, *rows[-1:]]


class BatchIsListedInTwoCases(Mutant):
    """A batch is listed twice, once with its id in upper case."""

    name = "batch-is-listed-in-two-cases"
    kills = ("row-id-is-unique",)

    def rows(self, agent: str) -> list[Row]:
        """Return the batches, the last one twice."""
        rows = super().rows(agent)
        return [*rows, *({**row, "batch_id": str(row["batch_id"]).upper()} for row in rows[-1:])]


class BatchIdIsShared(Mutant):
    """Two batches of one upload have the same id."""

    name = "batch-id-is-shared"
    kills = ("row-id-is-unique",)

    def rows(self, agent: str) -> list[Row]:
        """Return the batches, the last one with the id of the first."""
        rows = super().rows(agent)
        return [*rows[:-1], *({**row, "batch_id": rows[0]["batch_id"]} for row in rows[-1:])]


class UpdatedInFuture(RowFault):
    """An update time is Indian time, labelled as UTC."""

    name = "updated-in-future"
    kills = ("past-times-have-passed",)

    def spoil(self, row: Row) -> None:
        """Set the update to now as a clock in India has it."""
        row["updated_at"] = _stamp(self.now + timedelta(hours=5, minutes=30))


class CreatedTomorrow(RowFault):
    """A batch is created tomorrow, by a server whose clock is a day ahead."""

    name = "created-tomorrow"
    kills = ("past-times-have-passed",)

    def spoil(self, row: Row) -> None:
        """Set the creation and the update to the same time tomorrow."""
        tomorrow = _stamp(self.now + timedelta(days=1))
        row.update(created_at=tomorrow, updated_at=tomorrow)


class ValidContactsExceedTotal(RowFault):
    """The total omits the contact in the last line, which has no line feed."""

    name = "valid-contacts-exceed-total"
    kills = ("part-is-at-most-its-total",)

    def spoil(self, row: Row) -> None:
        """Set the total to one less than the valid contacts."""
        row["total_contacts"] = int(str(row["valid_contacts"])) - 1


class CallsAreCountedTenfold(RowFault):
    """The counts of a batch are multiplied by a join."""

    name = "calls-are-counted-tenfold"
    kills = ("counts-fit-their-total",)

    def spoil(self, row: Row) -> None:
        """Count every contact ten times."""
        row["execution_status"] = {"completed": 10 * int(str(row["total_contacts"]))}


class ScheduledHasAnswers(RowFault):
    """A batch was run by hand ahead of its schedule, and its status is still scheduled."""

    name = "scheduled-has-answers"
    kills = ("status-agrees-with-counts",)

    def spoil(self, row: Row) -> None:
        """Schedule the batch for next month, with finished calls."""
        at = (self.now + timedelta(days=30)).replace(minute=0, second=0)
        row.update(status="scheduled", scheduled_at=_stamp(at), execution_status={"completed": 1})


class ExecutedBeforeItsTime(RowFault):
    """A batch is executed though its time is still to come."""

    name = "executed-before-its-time"
    kills = ("status-agrees-with-schedule",)

    def spoil(self, row: Row) -> None:
        """Schedule the executed batch for next week."""
        at = (self.now + timedelta(days=7)).replace(minute=0, second=0)
        row.update(status="executed", scheduled_at=_stamp(at), execution_status={"completed": 1})


def _stamp(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"
