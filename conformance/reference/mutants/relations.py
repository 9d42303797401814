"""Mutants whose batches are valid one by one, and contradict each other, themselves or the clock."""

from __future__ import annotations

from datetime import timedelta

from conformance.reference.data import Row
from conformance.reference.mutants.base import Mutant, PropertyFault, RowFault


class BatchIsListedTwice(Mutant):
    """A batch stands twice in a list, as from a join with its calls."""

    name = "batch-is-listed-twice"
    kills = ("row-id-is-unique",)

    def rows(self, agent: str) -> list[Row]:
        """Return the batches, the last one twice."""
        rows = super().rows(agent)
        return [*rows, *rows[-1:]]


class BatchIdIsShared(Mutant):
    """Two batches of one upload have the same id."""

    name = "batch-id-is-shared"
    kills = ("row-id-is-unique",)

    def rows(self, agent: str) -> list[Row]:
        """Return the batches, the last one with the id of the first."""
        rows = super().rows(agent)
        return [*rows[:-1], *({**row, "batch_id": rows[0]["batch_id"]} for row in rows[-1:])]


class UpdatedBeforeCreated(PropertyFault):
    """A batch that was never updated has the database's zero for it."""

    name = "updated-before-created"
    kills = ("times-are-in-order",)
    fault = ("updated_at", "1970-01-01T00:00:00Z")


class UpdatedInFuture(RowFault):
    """An update is told in Indian time with the label of UTC."""

    name = "updated-in-future"
    kills = ("past-times-have-passed",)

    def spoil(self, row: Row) -> None:
        """Set the update to now as a clock in India has it."""
        row["updated_at"] = f"{self.now + timedelta(hours=5, minutes=30):%Y-%m-%dT%H:%M:%SZ}"


class ValidContactsIsMinusOne(PropertyFault):
    """Contacts that were not validated yet are counted as -1."""

    name = "valid-contacts-is-minus-one"
    kills = ("count-is-not-negative",)
    fault = ("valid_contacts", -1)


class ExecutionCountIsNegative(PropertyFault):
    """A retry takes a call from one status twice."""

    name = "execution-count-is-negative"
    kills = ("count-is-not-negative",)
    fault = ("execution_status", {"failed": -1})


class ValidContactsExceedTotal(RowFault):
    """The total leaves out the contact in the last line, which has no line feed."""

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


class CallStatusIsNew(PropertyFault):
    """Calls that reach a mailbox have a status that no page knows."""

    name = "call-status-is-new"
    kills = ("map-keys-are-known",)
    fault = ("execution_status", {"voicemail": 1})


class CreatedHasCalls(RowFault):
    """A batch still counts as created though its calls were made."""

    name = "created-has-calls"
    kills = ("status-agrees-with-counts",)

    def spoil(self, row: Row) -> None:
        """Give the batch its first status and finished calls."""
        row.update(status="created", execution_status={"completed": 1})


class ScheduleIsStuck(RowFault):
    """A batch is still scheduled, weeks after its time."""

    name = "schedule-is-stuck"
    kills = ("status-agrees-with-schedule",)

    def spoil(self, row: Row) -> None:
        """Give the batch the status that it had before its time."""
        row.update(status="scheduled", execution_status={})


class HumanizedIsFrozen(PropertyFault):
    """The age of a batch was told once, and is kept."""

    name = "humanized-is-frozen"
    kills = ("relative-time-agrees",)
    fault = ("humanized_created_at", "5 minutes ago")


class HumanizedIsFromYearOne(PropertyFault):
    """The age of a batch is that of a time which the program did not have."""

    name = "humanized-is-from-year-one"
    kills = ("relative-time-agrees",)
    fault = ("humanized_created_at", "2025 years ago")
