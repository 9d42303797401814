"""Mutants that show how a system grew: what an import, an old format or a second clock left in the last batch."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from conformance.reference.api import Answer
from conformance.reference.data import Row
from conformance.reference.mutants.base import Mutant, PropertyFault, RowFault


class SenderHasInternationalPrefix(RowFault):
    """A sender's number starts with the 00 that is dialled in Europe, instead of a plus sign."""

    name = "sender-has-international-prefix"
    kills = ("phone-number-is-e164",)

    def spoil(self, row: Row) -> None:
        """Write the numbers as they are dialled."""
        row.update(from_phone_number="0012125550142", from_phone_numbers=["0012125550142"])


class SenderHasCountryCodeTwice(RowFault):
    """A sender's number got its country code a second time when it was imported."""

    name = "sender-has-country-code-twice"
    kills = ("phone-number-is-possible",)

    def spoil(self, row: Row) -> None:
        """Put the country code before the whole number."""
        row.update(from_phone_number="+1112125550142", from_phone_numbers=["+1112125550142"])


class FileHasNoName(PropertyFault):
    """A batch that was made by a program has an empty name for its file."""

    name = "file-has-no-name"
    kills = ("file-name-has-its-extension",)
    fault = ("file_name", "")


class ScheduledInWinterTime(RowFault):
    """A schedule has the offset of the data centre."""

    name = "scheduled-in-winter-time"
    kills = ("utc-time-has-utc-offset",)

    def spoil(self, row: Row) -> None:
        """Write the offset of New York, of a time that is on the mark."""
        row.update(created_at="2024-01-20T10:00:00Z", updated_at="2024-01-30T10:00:00Z", status="executed")
        row.update(scheduled_at="2024-01-29T03:30:00-05:00", humanized_created_at="3 years ago")


class ScheduledToTheSecond(RowFault):
    """A schedule has the second at which the button was pressed."""

    name = "scheduled-to-the-second"
    kills = ("time-lies-on-its-mark",)

    def spoil(self, row: Row) -> None:
        """Write seconds behind the mark."""
        row.update(created_at="2024-01-20T10:00:00Z", updated_at="2024-01-30T10:00:00Z", status="executed")
        row.update(scheduled_at="2024-01-29T08:30:27Z", humanized_created_at="3 years ago")


class SendersAreEmpty(PropertyFault):
    """An old batch has its sender in the deprecated property only; the list that replaces it is empty."""

    name = "senders-are-empty"
    kills = ("replacement-holds-deprecated-value",)
    fault: ClassVar[tuple[str, object]] = ("from_phone_numbers", [])


class DatabaseIdIsSent(PropertyFault):
    """A batch shows the id that the database gave it."""

    name = "database-id-is-sent"
    kills = ("property-is-declared",)
    fault = ("_id", 48_213)


class UpdatedADayEarly(RowFault):
    """An update lost a day when its time was converted."""

    name = "updated-a-day-early"
    kills = ("times-are-in-order",)

    def spoil(self, row: Row) -> None:
        """Set the update to the day before the creation."""
        row.update(created_at="2024-02-20T10:00:00Z", updated_at="2024-02-19T10:00:00Z", status="executed")
        row.update(scheduled_at="2024-02-20T10:10:00Z", humanized_created_at="2 years ago")


class CreatedTomorrow(RowFault):
    """A batch is created tomorrow, by a server whose calendar is a day ahead."""

    name = "created-tomorrow"
    kills = ("past-times-have-passed",)

    def spoil(self, row: Row) -> None:
        """Set the creation and the update to the same time tomorrow."""
        tomorrow = f"{self.now + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
        row.update(created_at=tomorrow, updated_at=tomorrow)


class TotalIsNotCountedYet(RowFault):
    """The total of a large file is still being counted, and is 0 until then."""

    name = "total-is-not-counted-yet"
    kills = ("part-is-at-most-its-total",)

    def spoil(self, row: Row) -> None:
        """Set the total to 0, with no calls made."""
        row.update(total_contacts=0, execution_status={})


class CallsOfAllBatches(RowFault):
    """The counts of a batch are those of all batches of its agent."""

    name = "calls-of-all-batches"
    kills = ("counts-fit-their-total",)

    def spoil(self, row: Row) -> None:
        """Count far more calls than there are contacts."""
        row.update(status="executed", execution_status={"completed": 900_000, "busy": 100_000})


class CallStatusIsCamelCase(PropertyFault):
    """The counts of calls have the names that the program uses inside."""

    name = "call-status-is-camel-case"
    kills = ("map-keys-are-known",)
    fault = ("execution_status", {"noAnswer": 1})


class ScheduledHasAnswers(RowFault):
    """A batch was run by hand ahead of its schedule, and is still called scheduled."""

    name = "scheduled-has-answers"
    kills = ("status-agrees-with-counts",)

    def spoil(self, row: Row) -> None:
        """Schedule the batch for next month, with finished calls."""
        at = (self.now + timedelta(days=30)).replace(minute=0, second=0)
        row.update(status="scheduled", scheduled_at=f"{at:%Y-%m-%dT%H:%M:%SZ}", execution_status={"completed": 1})


class ScheduleIsTheEpoch(RowFault):
    """A schedule that was never set is the first second of 1970."""

    name = "schedule-is-the-epoch"
    kills = ("status-agrees-with-schedule",)

    def spoil(self, row: Row) -> None:
        """Schedule the batch for 1970."""
        row.update(status="scheduled", scheduled_at="1970-01-01T00:00:00Z", execution_status={})


class ErrorLengthBesideChunks(Mutant):
    """An error page that a proxy sends in chunks keeps the length that the server had counted."""

    name = "error-length-beside-chunks"
    kills = ("message-framing-is-sound",)

    def unknown(self, agent: str) -> Answer:
        """Frame the answer twice."""
        answer = super().unknown(agent)
        framed = answer.with_header("Transfer-Encoding", "chunked")
        return framed.with_header("Content-Length", str(len(answer.body)))
