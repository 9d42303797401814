"""Mutants whose last batch is valid against the schema and breaks what the contract says in prose."""

from __future__ import annotations

from conformance.reference.mutants.base import Table, wrong_batch

_PAST = {
    "created_at": "2024-01-20T10:00:00Z",
    "updated_at": "2024-01-30T10:00:00Z",
    "status": "executed",
    "humanized_created_at": "3 years ago",
}
"""A batch that was executed long ago, so that a schedule of 29 January 2024 contradicts nothing in it."""

TABLE: Table = {
    "phone-number-is-e164": [
        wrong_batch(
            "sender-is-national",
            "The sender's numbers are written in a national format.",
            from_phone_number="(212) 555-0142",
            from_phone_numbers=["(212) 555-0142"],
        ),
        wrong_batch(
            "sender-has-international-prefix",
            "A sender's number starts with 00, as dialled in Europe, instead of a plus sign.",
            from_phone_number="0012125550142",
            from_phone_numbers=["0012125550142"],
        ),
    ],
    "phone-number-is-possible": [
        wrong_batch(
            "sender-is-cut-off",
            "The sender's numbers lost their last digits in a column that was too short.",
            from_phone_number="+1212555",
            from_phone_numbers=["+1212555"],
        ),
        wrong_batch(
            "sender-has-country-code-twice",
            "A sender's number got its country code twice when it was imported.",
            from_phone_number="+1112125550142",
            from_phone_numbers=["+1112125550142"],
        ),
    ],
    "file-name-has-its-extension": [
        wrong_batch(
            "file-is-spreadsheet",
            "A batch was made from a spreadsheet, not from a CSV file.",
            file_name="customers.xlsx",
        ),
        wrong_batch("file-has-no-name", "A batch that was made by a program has an empty file name.", file_name=""),
    ],
    "utc-time-has-utc-offset": [
        wrong_batch(
            "scheduled-in-local-time",
            "A schedule has the UTC offset of the user's time zone.",
            **_PAST,
            scheduled_at="2024-01-29T14:00:00+05:30",
        ),
        wrong_batch(
            "scheduled-in-winter-time",
            "A schedule has the UTC offset of the data centre.",
            **_PAST,
            scheduled_at="2024-01-29T03:30:00-05:00",
        ),
    ],
    "time-is-rounded-as-documented": [
        wrong_batch(
            "scheduled-beside-the-mark",
            "A schedule was not rounded to ten minutes.",
            **_PAST,
            scheduled_at="2024-01-29T08:37:00Z",
        ),
        wrong_batch(
            "scheduled-to-the-second",
            "A schedule contains the second at which the button was pressed.",
            **_PAST,
            scheduled_at="2024-01-29T08:30:27Z",
        ),
    ],
    "replacement-holds-deprecated-value": [
        wrong_batch(
            "sender-is-not-among-senders",
            "The deprecated sender is not in the list that replaces it.",
            from_phone_number="+12025550199",
        ),
        wrong_batch(
            "senders-are-empty",
            "An old batch has its sender only in the deprecated property; the list that replaces it is empty.",
            from_phone_numbers=[],
        ),
    ],
    "property-is-declared": [
        wrong_batch(
            "internal-property", "A batch has a property that is documented nowhere.", internal_queue="calls-7"
        ),
        wrong_batch("database-id-is-sent", "A batch exposes its database id.", _id=48_213),
    ],
}
