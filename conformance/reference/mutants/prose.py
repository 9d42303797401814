"""Mutants that keep the schema and break what the contract says in prose."""

from __future__ import annotations

from conformance.reference.data import Row
from conformance.reference.mutants.base import PropertyFault, RowFault


class SenderIsNational(RowFault):
    """The sender's numbers are written as people of one country write them."""

    name = "sender-is-national"
    kills = ("phone-number-is-e164",)

    def spoil(self, row: Row) -> None:
        """Write the numbers without their country code."""
        row["from_phone_number"] = "(212) 555-0142"
        row["from_phone_numbers"] = ["(212) 555-0142"]


class SenderIsCutOff(RowFault):
    """The sender's numbers lost their last digits in a column that was too short."""

    name = "sender-is-cut-off"
    kills = ("phone-number-is-possible",)

    def spoil(self, row: Row) -> None:
        """Cut the numbers off."""
        row["from_phone_number"] = "+1212555"
        row["from_phone_numbers"] = ["+1212555"]


class FileIsSpreadsheet(PropertyFault):
    """A batch was made from a spreadsheet, not from a CSV file."""

    name = "file-is-spreadsheet"
    kills = ("file-name-has-its-extension",)
    fault = ("file_name", "customers.xlsx")


class ScheduledInLocalTime(RowFault):
    """A schedule has the offset of the user's own zone."""

    name = "scheduled-in-local-time"
    kills = ("utc-time-has-utc-offset",)

    def spoil(self, row: Row) -> None:
        """Write the offset of India, where the clock is on the mark at the same time."""
        row.update(created_at="2024-01-20T10:00:00Z", updated_at="2024-01-30T10:00:00Z", status="executed")
        row.update(scheduled_at="2024-01-29T14:00:00+05:30", humanized_created_at="3 years ago")


class ScheduledBesideTheMark(RowFault):
    """A schedule was not rounded to ten minutes."""

    name = "scheduled-beside-the-mark"
    kills = ("time-lies-on-its-mark",)

    def spoil(self, row: Row) -> None:
        """Write a minute beside the marks."""
        row.update(created_at="2024-01-20T10:00:00Z", updated_at="2024-01-30T10:00:00Z", status="executed")
        row.update(scheduled_at="2024-01-29T08:37:00Z", humanized_created_at="3 years ago")


class SenderIsNotAmongSenders(PropertyFault):
    """The deprecated sender is none of the list that replaces it."""

    name = "sender-is-not-among-senders"
    kills = ("replacement-holds-deprecated-value",)
    fault = ("from_phone_number", "+12025550199")


class InternalProperty(PropertyFault):
    """A batch shows a property that nobody describes."""

    name = "internal-property"
    kills = ("property-is-declared",)
    fault = ("internal_queue", "calls-7")
