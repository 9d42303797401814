"""Mutants whose last batch breaks one assertion of the contract's schema."""

from __future__ import annotations

from conformance.reference.data import Row
from conformance.reference.mutants.base import PropertyFault, RowFault

_BATCH = "schema:#/components/schemas/Batch/properties"


class BatchIdIsRowNumber(PropertyFault):
    """A batch id is the number of a database row."""

    name = "batch-id-is-row-number"
    kills = (f"{_BATCH}/batch_id/type",)
    fault = ("batch_id", 48_213)


class BatchIdHasDashes(PropertyFault):
    """A batch id is written as a UUID with dashes."""

    name = "batch-id-has-dashes"
    kills = (f"{_BATCH}/batch_id/pattern",)
    fault = ("batch_id", "3c90c3cc-0d44-4b50-8888-8dd25736052a")


class BatchIdLostItsLeadingZero(PropertyFault):
    """A batch id went through a number and lost its leading zero."""

    name = "batch-id-lost-its-leading-zero"
    kills = (f"{_BATCH}/batch_id/pattern",)
    fault = ("batch_id", "c90c3cc0d444b5088888dd25736052a")


class BatchIdEndsInNewline(RowFault):
    """A batch id still has the newline of the file that it was read from."""

    name = "batch-id-ends-in-newline"
    kills = (f"{_BATCH}/batch_id/pattern",)

    def spoil(self, row: Row) -> None:
        """Add the newline."""
        row["batch_id"] = f"{row['batch_id']}\n"


class HumanizedIsSeconds(PropertyFault):
    """The age of a batch is a number of seconds, not a text."""

    name = "humanized-created-at-is-seconds"
    kills = (f"{_BATCH}/humanized_created_at/type",)
    fault = ("humanized_created_at", 300)


class CreatedAtIsEpoch(PropertyFault):
    """A creation time is in milliseconds since 1970."""

    name = "created-at-is-epoch"
    kills = (f"{_BATCH}/created_at/type",)
    fault = ("created_at", 1_710_339_170_596)


class CreatedAtHasNoZone(RowFault):
    """A creation time has no zone, as in a guide of the vendor."""

    name = "created-at-has-no-zone"
    kills = (f"{_BATCH}/created_at/format",)

    def spoil(self, row: Row) -> None:
        """Take the zone away."""
        row["created_at"] = str(row["created_at"]).removesuffix("Z") + ".596315"


class UpdatedAtIsNull(PropertyFault):
    """A batch that was never touched again has null for its last update."""

    name = "updated-at-is-null"
    kills = (f"{_BATCH}/updated_at/type",)
    fault = ("updated_at", None)


class UpdatedAtSecond89(RowFault):
    """A batch was updated at second 89, as in the contract's own example."""

    name = "updated-at-second-89"
    kills = (f"{_BATCH}/updated_at/format",)

    def spoil(self, row: Row) -> None:
        """Set the second to 89."""
        row["updated_at"] = str(row["updated_at"])[:-3] + "89Z"


class StatusIsNull(PropertyFault):
    """A batch has null for its status."""

    name = "status-is-null"
    kills = (f"{_BATCH}/status/type", f"{_BATCH}/status/enum")
    fault = ("status", None)


class StatusIsNewer(PropertyFault):
    """A batch has a status from newer pages of the vendor."""

    name = "status-is-newer"
    kills = (f"{_BATCH}/status/enum",)
    fault = ("status", "completed")


class StatusIsCapitalised(PropertyFault):
    """A status is written with a capital letter, as on a button."""

    name = "status-is-capitalised"
    kills = (f"{_BATCH}/status/enum",)
    fault = ("status", "Executed")


class ScheduledAtIsNull(PropertyFault):
    """A batch without a schedule has null for it, as the vendor's own clients expect."""

    name = "scheduled-at-is-null"
    kills = (f"{_BATCH}/scheduled_at/type",)
    fault = ("scheduled_at", None)


class ScheduledAtIsEmpty(PropertyFault):
    """A batch without a schedule has an empty text for it."""

    name = "scheduled-at-is-empty"
    kills = (f"{_BATCH}/scheduled_at/format",)
    fault = ("scheduled_at", "")


class ScheduledAtIsLocal(PropertyFault):
    """A schedule is written the way people write it."""

    name = "scheduled-at-is-local"
    kills = (f"{_BATCH}/scheduled_at/format",)
    fault = ("scheduled_at", "20/03/2024 04:10")


class FromPhoneNumberIsNumber(PropertyFault):
    """A phone number is a number, and has lost its plus sign."""

    name = "from-phone-number-is-number"
    kills = (f"{_BATCH}/from_phone_number/type",)
    fault = ("from_phone_number", 12_125_550_142)


class FromPhoneNumbersIsText(PropertyFault):
    """Phone numbers are one text, divided by commas."""

    name = "from-phone-numbers-is-text"
    kills = (f"{_BATCH}/from_phone_numbers/type",)
    fault = ("from_phone_numbers", "+12125550142,+13125550107")


class FromPhoneNumbersHoldsNull(RowFault):
    """The second phone number of a batch was deleted, and is null."""

    name = "from-phone-numbers-holds-null"
    kills = (f"{_BATCH}/from_phone_numbers/items/type",)

    def spoil(self, row: Row) -> None:
        """Add the null."""
        row["from_phone_numbers"] = [row["from_phone_number"], None]


class FileNameIsNull(PropertyFault):
    """A batch made without a file has null for the file's name."""

    name = "file-name-is-null"
    kills = (f"{_BATCH}/file_name/type",)
    fault = ("file_name", None)


class ValidContactsIsText(RowFault):
    """A count is a text, straight from a CSV file."""

    name = "valid-contacts-is-text"
    kills = (f"{_BATCH}/valid_contacts/type",)

    def spoil(self, row: Row) -> None:
        """Quote the count."""
        row["valid_contacts"] = str(row["valid_contacts"])


class ValidContactsOverflowsDownwards(PropertyFault):
    """A count is below the least 32-bit number."""

    name = "valid-contacts-overflows-downwards"
    kills = (f"{_BATCH}/valid_contacts/format", "count-is-not-negative")
    fault = ("valid_contacts", -(2**31) - 1)


class TotalContactsIsNull(PropertyFault):
    """Contacts that were not counted yet are null."""

    name = "total-contacts-is-null"
    kills = (f"{_BATCH}/total_contacts/type",)
    fault = ("total_contacts", None)


class TotalContactsOverflows(PropertyFault):
    """A count is above the greatest 32-bit number by one."""

    name = "total-contacts-overflows"
    kills = (f"{_BATCH}/total_contacts/format",)
    fault = ("total_contacts", 2**31)


class ExecutionStatusIsList(PropertyFault):
    """A batch without calls has an empty list for its counts, as PHP writes an empty map."""

    name = "execution-status-is-list"
    kills = (f"{_BATCH}/execution_status/type",)
    fault = ("execution_status", ())


class ExecutionCountIsText(PropertyFault):
    """A count of calls is a text."""

    name = "execution-count-is-text"
    kills = (f"{_BATCH}/execution_status/additionalProperties/type",)
    fault = ("execution_status", {"completed": "1"})


class ExecutionCountIsNull(PropertyFault):
    """A status without calls has null for its count."""

    name = "execution-count-is-null"
    kills = (f"{_BATCH}/execution_status/additionalProperties/type",)
    fault = ("execution_status", {"completed": 1, "busy": None})
