"""Mutants whose last batch breaks one assertion of the contract's schema."""

from __future__ import annotations

import json

from conformance.reference.mutants.base import Table, wrong_batch

_BATCH = "schema:#/components/schemas/Batch/properties"

TABLE: Table = {
    f"{_BATCH}/batch_id/type": [
        wrong_batch("batch-id-is-row-number", "A batch id is the number of a database row.", batch_id=48_213),
        wrong_batch(
            "batch-id-is-object-id",
            "A batch id is an object, as MongoDB exports its own.",
            batch_id={"$oid": "65f1b9c2e4b0a1d2c3e4f506"},
        ),
        wrong_batch("batch-id-is-null", "A batch that is not saved yet has null as its id.", batch_id=None),
    ],
    f"{_BATCH}/batch_id/pattern": [
        wrong_batch(
            "batch-id-has-dashes",
            "A batch id is written as a UUID with dashes.",
            batch_id="3c90c3cc-0d44-4b50-8888-8dd25736052a",
        ),
        wrong_batch(
            "batch-id-lost-its-leading-zero",
            "A batch id went through a number and lost its leading zero.",
            batch_id="c90c3cc0d444b5088888dd25736052a",
        ),
        wrong_batch(
            "batch-id-ends-in-newline",
            "A batch id ends in the newline of the file that it was read from.",
            batch_id="{}\n".format,
        ),
        wrong_batch("batch-id-has-prefix", "A batch id has its type as a prefix.", batch_id="batch_{}".format),
        wrong_batch("batch-id-is-empty", "A batch that is not saved yet has an empty id.", batch_id=""),
    ],
    f"{_BATCH}/humanized_created_at/type": [
        wrong_batch(
            "humanized-created-at-is-seconds",
            "The age of a batch is a number of seconds, not a string.",
            humanized_created_at=300,
        ),
        wrong_batch("humanized-created-at-is-null", "A batch has null as its age.", humanized_created_at=None),
    ],
    f"{_BATCH}/created_at/type": [
        wrong_batch(
            "created-at-is-epoch", "A creation time is in milliseconds since 1970.", created_at=1_710_339_170_596
        ),
        wrong_batch(
            "created-at-is-date-object",
            "A creation time is an object, as MongoDB exports dates.",
            created_at={"$date": "2024-03-13T14:12:50Z"},
        ),
    ],
    f"{_BATCH}/created_at/format": [
        wrong_batch(
            "created-at-has-no-zone",
            "A creation time has no time zone, as in a guide of the vendor.",
            created_at=lambda time: time.removesuffix("Z") + ".596315",
        ),
        wrong_batch(
            "created-at-is-zero-date",
            "A creation time is MySQL's zero date.",
            created_at="0000-00-00T00:00:00Z",
        ),
    ],
    f"{_BATCH}/updated_at/type": [
        wrong_batch(
            "updated-at-is-null", "A batch that was never updated has null as its last update.", updated_at=None
        )
    ],
    f"{_BATCH}/updated_at/format": [
        wrong_batch(
            "updated-at-second-89",
            "A batch was updated at second 89, as in the contract's own example.",
            updated_at=lambda time: time[:-3] + "89Z",
        ),
        wrong_batch(
            "updated-at-is-invalid-date",
            "A last update is what JavaScript prints for a date that it cannot parse.",
            updated_at="Invalid Date",
        ),
        wrong_batch(
            "updated-at-has-no-colon",
            "The UTC offset of a last update lacks its colon, as `strftime` writes it.",
            updated_at=lambda time: time.removesuffix("Z") + "+0000",
        ),
    ],
    (f"{_BATCH}/status/type", f"{_BATCH}/status/enum"): [
        wrong_batch("status-is-null", "A batch has null as its status.", status=None),
        wrong_batch("status-is-number", "A status is the number of an enumeration's member.", status=3),
    ],
    f"{_BATCH}/status/enum": [
        wrong_batch("status-is-newer", "A batch has a status from newer pages of the vendor.", status="completed"),
        wrong_batch(
            "status-is-capitalised", "A status is written with a capital letter, as on a button.", status="Executed"
        ),
        wrong_batch("status-is-empty", "A status is an empty string, the zero value of its type.", status=""),
        wrong_batch(
            "status-is-qualified",
            "A status is prefixed with its class, as Python prints a member of an enumeration.",
            status="BatchStatus.executed",
        ),
    ],
    f"{_BATCH}/scheduled_at/type": [
        wrong_batch(
            "scheduled-at-is-null",
            "A batch without a schedule has null as its time, as the vendor's own clients expect.",
            scheduled_at=None,
        )
    ],
    f"{_BATCH}/scheduled_at/format": [
        wrong_batch(
            "scheduled-at-is-empty", "A batch without a schedule has an empty string as its time.", scheduled_at=""
        ),
        wrong_batch(
            "scheduled-at-is-local", "A schedule is written in a local date format.", scheduled_at="20/03/2024 04:10"
        ),
        wrong_batch(
            "scheduled-at-is-no-leap-day",
            "A schedule is on 29 February of a year that is not a leap year.",
            scheduled_at="2023-02-29T04:10:00Z",
        ),
        wrong_batch(
            "scheduled-at-is-hour-24", "A schedule at midnight is at hour 24.", scheduled_at="2024-03-19T24:00:00Z"
        ),
    ],
    f"{_BATCH}/from_phone_number/type": [
        wrong_batch(
            "from-phone-number-is-number",
            "A phone number is a JSON number, and has lost its plus sign.",
            from_phone_number=12_125_550_142,
        ),
        wrong_batch(
            "from-phone-number-is-null",
            "A batch that calls from a pool has null as its single number.",
            from_phone_number=None,
        ),
    ],
    f"{_BATCH}/from_phone_numbers/type": [
        wrong_batch(
            "from-phone-numbers-is-text",
            "Phone numbers are one string, separated by commas.",
            from_phone_numbers="+12125550142,+13125550107",
        ),
        wrong_batch(
            "from-phone-numbers-is-null", "A batch without numbers has null instead of a list.", from_phone_numbers=None
        ),
    ],
    f"{_BATCH}/from_phone_numbers/items/type": [
        wrong_batch(
            "from-phone-numbers-holds-null",
            "The second phone number of a batch was deleted, and is null.",
            from_phone_numbers=lambda numbers: [numbers[0], None],
        ),
        wrong_batch(
            "from-phone-numbers-holds-objects",
            "Phone numbers are whole records, with their provider.",
            from_phone_numbers=[{"number": "+12125550142", "provider": "plivo"}],
        ),
    ],
    f"{_BATCH}/file_name/type": [
        wrong_batch("file-name-is-null", "A batch made without a file has null as its file name.", file_name=None),
        wrong_batch(
            "file-name-is-record",
            "A file name is the whole record of its upload.",
            file_name={"name": "leads.csv", "size": 48_213},
        ),
    ],
    f"{_BATCH}/valid_contacts/type": [
        wrong_batch("valid-contacts-is-text", "A count is a string, straight from a CSV file.", valid_contacts=str),
        wrong_batch("valid-contacts-is-null", "The count of contacts not yet checked is null.", valid_contacts=None),
        wrong_batch(
            "valid-contacts-is-true", "A count of contacts is a boolean: whether there are any.", valid_contacts=True
        ),
    ],
    (f"{_BATCH}/valid_contacts/format", "count-is-not-negative"): [
        wrong_batch(
            "valid-contacts-overflows-downwards",
            "A count is below the least signed 32-bit integer.",
            valid_contacts=-(2**31) - 1,
        )
    ],
    f"{_BATCH}/total_contacts/type": [
        wrong_batch("total-contacts-is-null", "The count of contacts not yet counted is null.", total_contacts=None),
        wrong_batch(
            "total-contacts-is-text",
            "A count is a string, as drivers return 64-bit integers to JavaScript.",
            total_contacts=str,
        ),
        wrong_batch(
            "total-contacts-is-half",
            "A count of contacts is an average, and not an integer.",
            total_contacts=lambda count: count + 0.5,
        ),
    ],
    f"{_BATCH}/total_contacts/format": [
        wrong_batch(
            "total-contacts-overflows",
            "A count is one more than the greatest signed 32-bit integer.",
            total_contacts=2**31,
        )
    ],
    f"{_BATCH}/execution_status/type": [
        wrong_batch(
            "execution-status-is-list",
            "A batch without calls has an empty list as its counts, as PHP writes an empty map.",
            execution_status=[],
        ),
        wrong_batch("execution-status-is-null", "A batch without calls has null as its counts.", execution_status=None),
        wrong_batch(
            "execution-status-is-text",
            "The counts of calls are a string that contains JSON, straight from a text column.",
            execution_status=json.dumps,
        ),
    ],
    f"{_BATCH}/execution_status/additionalProperties/type": [
        wrong_batch("execution-count-is-text", "A count of calls is a string.", execution_status={"completed": "1"}),
        wrong_batch(
            "execution-count-is-null",
            "A status without calls has null as its count.",
            execution_status={"completed": 1, "busy": None},
        ),
        wrong_batch(
            "execution-count-is-nested",
            "A count of calls is broken down further, by attempt.",
            execution_status={"completed": {"first": 1, "retry": 0}},
        ),
    ],
}
