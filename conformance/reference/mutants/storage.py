"""Mutants whose last batch shows how it is stored: types of databases, languages and their libraries shine through."""

from __future__ import annotations

import json

from conformance.reference.data import Row
from conformance.reference.mutants.base import PropertyFault, RowFault

_BATCH = "schema:#/components/schemas/Batch/properties"


class BatchIdIsObjectId(PropertyFault):
    """A batch id is an object, as MongoDB exports its own."""

    name = "batch-id-is-object-id"
    kills = (f"{_BATCH}/batch_id/type",)
    fault = ("batch_id", {"$oid": "65f1b9c2e4b0a1d2c3e4f506"})


class BatchIdHasPrefix(RowFault):
    """A batch id says what it is the id of."""

    name = "batch-id-has-prefix"
    kills = (f"{_BATCH}/batch_id/pattern",)

    def spoil(self, row: Row) -> None:
        """Add the prefix."""
        row["batch_id"] = f"batch_{row['batch_id']}"


class BatchIdIsNull(PropertyFault):
    """A batch that is not saved yet has null for its id."""

    name = "batch-id-is-null"
    kills = (f"{_BATCH}/batch_id/type",)
    fault = ("batch_id", None)


class BatchIdIsEmpty(PropertyFault):
    """A batch that is not saved yet has an empty id."""

    name = "batch-id-is-empty"
    kills = (f"{_BATCH}/batch_id/pattern",)
    fault = ("batch_id", "")


class HumanizedIsNull(PropertyFault):
    """A batch has null for its age."""

    name = "humanized-created-at-is-null"
    kills = (f"{_BATCH}/humanized_created_at/type",)
    fault = ("humanized_created_at", None)


class CreatedAtIsDateObject(PropertyFault):
    """A creation time is an object, as MongoDB exports dates."""

    name = "created-at-is-date-object"
    kills = (f"{_BATCH}/created_at/type",)
    fault = ("created_at", {"$date": "2024-03-13T14:12:50Z"})


class CreatedAtIsZeroDate(PropertyFault):
    """A creation time is the zero date that MySQL keeps for none."""

    name = "created-at-is-zero-date"
    kills = (f"{_BATCH}/created_at/format",)
    fault = ("created_at", "0000-00-00T00:00:00Z")


class UpdatedAtIsInvalidDate(PropertyFault):
    """A last update is what JavaScript prints for a date that it could not read."""

    name = "updated-at-is-invalid-date"
    kills = (f"{_BATCH}/updated_at/format",)
    fault = ("updated_at", "Invalid Date")


class UpdatedAtHasNoColon(RowFault):
    """The offset of a last update lacks its colon, as `strftime` writes it."""

    name = "updated-at-has-no-colon"
    kills = (f"{_BATCH}/updated_at/format",)

    def spoil(self, row: Row) -> None:
        """Write the zone as an offset of four digits."""
        row["updated_at"] = str(row["updated_at"]).removesuffix("Z") + "+0000"


class ScheduledAtIsNoLeapDay(PropertyFault):
    """A schedule falls on 29 February of a year that has none."""

    name = "scheduled-at-is-no-leap-day"
    kills = (f"{_BATCH}/scheduled_at/format",)
    fault = ("scheduled_at", "2023-02-29T04:10:00Z")


class ScheduledAtIsHour24(PropertyFault):
    """A schedule at midnight is at hour 24."""

    name = "scheduled-at-is-hour-24"
    kills = (f"{_BATCH}/scheduled_at/format",)
    fault = ("scheduled_at", "2024-03-19T24:00:00Z")


class StatusIsNumber(PropertyFault):
    """A status is the number of an enumeration's member."""

    name = "status-is-number"
    kills = (f"{_BATCH}/status/type", f"{_BATCH}/status/enum")
    fault = ("status", 3)


class StatusIsEmpty(PropertyFault):
    """A status is an empty text, the zero value of its type."""

    name = "status-is-empty"
    kills = (f"{_BATCH}/status/enum",)
    fault = ("status", "")


class StatusIsQualified(PropertyFault):
    """A status has the name of its class before it, as Python shows a member of an enumeration."""

    name = "status-is-qualified"
    kills = (f"{_BATCH}/status/enum",)
    fault = ("status", "BatchStatus.executed")


class FromPhoneNumberIsNull(PropertyFault):
    """A batch that calls from a pool has null for its one number."""

    name = "from-phone-number-is-null"
    kills = (f"{_BATCH}/from_phone_number/type",)
    fault = ("from_phone_number", None)


class FromPhoneNumbersIsNull(PropertyFault):
    """A batch without numbers has null for their list."""

    name = "from-phone-numbers-is-null"
    kills = (f"{_BATCH}/from_phone_numbers/type",)
    fault = ("from_phone_numbers", None)


class FromPhoneNumbersHoldsObjects(PropertyFault):
    """Phone numbers are whole records, with their provider."""

    name = "from-phone-numbers-holds-objects"
    kills = (f"{_BATCH}/from_phone_numbers/items/type",)
    fault = ("from_phone_numbers", ({"number": "+12125550142", "provider": "plivo"},))


class FileNameIsRecord(PropertyFault):
    """The name of a file is the whole record of its upload."""

    name = "file-name-is-record"
    kills = (f"{_BATCH}/file_name/type",)
    fault = ("file_name", {"name": "leads.csv", "size": 48_213})


class ValidContactsIsNull(PropertyFault):
    """Contacts that were not checked yet are null."""

    name = "valid-contacts-is-null"
    kills = (f"{_BATCH}/valid_contacts/type",)
    fault = ("valid_contacts", None)


class ValidContactsIsTrue(PropertyFault):
    """A count of contacts is only whether there are any."""

    name = "valid-contacts-is-true"
    kills = (f"{_BATCH}/valid_contacts/type",)
    fault = ("valid_contacts", True)


class TotalContactsIsText(RowFault):
    """A count is a text, as drivers give a 64-bit number to JavaScript."""

    name = "total-contacts-is-text"
    kills = (f"{_BATCH}/total_contacts/type",)

    def spoil(self, row: Row) -> None:
        """Quote the count."""
        row["total_contacts"] = str(row["total_contacts"])


class TotalContactsIsHalf(RowFault):
    """A count of contacts is an average, and lies between two numbers."""

    name = "total-contacts-is-half"
    kills = (f"{_BATCH}/total_contacts/type",)

    def spoil(self, row: Row) -> None:
        """Add the half."""
        row["total_contacts"] = int(str(row["total_contacts"])) + 0.5


class ExecutionStatusIsNull(PropertyFault):
    """A batch without calls has null for its counts."""

    name = "execution-status-is-null"
    kills = (f"{_BATCH}/execution_status/type",)
    fault = ("execution_status", None)


class ExecutionStatusIsText(RowFault):
    """The counts of calls are a text that holds JSON, straight from a column of texts."""

    name = "execution-status-is-text"
    kills = (f"{_BATCH}/execution_status/type",)

    def spoil(self, row: Row) -> None:
        """Write the counts as JSON, once too often."""
        row["execution_status"] = json.dumps(row["execution_status"])


class ExecutionCountIsNested(PropertyFault):
    """A count of calls is divided further, by the attempt."""

    name = "execution-count-is-nested"
    kills = (f"{_BATCH}/execution_status/additionalProperties/type",)
    fault = ("execution_status", {"completed": {"first": 1, "retry": 0}})
