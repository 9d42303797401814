"""Mutants that answer with a wrong status, or admit whom they must not."""

from __future__ import annotations

from typing import Any

from conformance.reference.api import Answer
from conformance.reference.invoices.api import KEY
from conformance.reference.invoices.mutants.base import SOUND, Change, wrong_header, wrong_step
from conformance.reference.mutants.base import Row, Table

_SCHEME = ("WWW-Authenticate", 'ApiKey realm="invoices"')


def _gives(answer: Answer) -> Any:
    """Return a step that always gives one answer."""
    return lambda *_: answer


def _admits(name: str, fault: str, kinds: str, admits: Change) -> Row:
    """Return a mutant that admits other keys too."""
    return wrong_step(name, fault, kinds, admits=lambda _, key: key == KEY or admits(key))


TABLE: Table = {
    "answer-is-not-a-server-error": [
        wrong_step(
            "bad-filter-crashes",
            "A malformed filter crashes the server.",
            "payments",
            malformed=_gives(SOUND.error(500, 500, "Internal server error")),
        ),
        wrong_step(
            "unknown-customer-crashes",
            "An unknown customer crashes the server.",
            "customer",
            unknown=_gives(SOUND.error(500, 500, "Internal server error")),
        ),
    ],
    "called-for-status-is-documented": [
        wrong_step(
            "unknown-payment-is-gone",
            "An unknown payment is answered with 410.",
            "payment",
            unknown=_gives(SOUND.error(410, 404, "It is gone")),
        ),
        wrong_step(
            "bad-filter-is-422",
            "A malformed filter is answered with 422.",
            "invoices",
            malformed=_gives(SOUND.error(422, 400, "Not valid")),
        ),
    ],
    "status-is-documented": [
        wrong_step(
            "unknown-invoice-is-conflict",
            "An unknown invoice is answered with 409.",
            "invoice",
            unknown=_gives(SOUND.error(409, 404, "It was deleted")),
        )
    ],
    ("body-is-json", "content-type-is-documented"): [
        wrong_header(
            "report-is-json",
            "The report is labelled as JSON.",
            "report",
            "Content-Type",
            lambda _: "application/json",
        )
    ],
    "missing-key-is-refused": [
        _admits("no-key-is-needed", "Without a key the report is open.", "report", lambda key: key == "")
    ],
    "appended-key-is-refused": [
        _admits("long-key-is-admitted", "A key is compared up to its length.", "payments", lambda key: key[:-1] == KEY)
    ],
    ("half-key-is-refused", "truncated-key-is-refused"): [
        _admits(
            "any-beginning-of-key-is-admitted",
            "A key is compared as far as it was sent.",
            "customers",
            lambda key: key != "" and KEY.startswith(key),
        )
    ],
    "wrong-key-is-refused": [
        _admits(
            "key-of-same-length-is-admitted",
            "A key of the right form is enough.",
            "invoices",
            lambda key: len(key) == len(KEY),
        )
    ],
    ("challenge-accompanies-401", "declared-header-is-present"): [
        wrong_step(
            "invoices-refuse-without-challenge",
            "A refusal has no challenge.",
            "payments",
            refuse=_gives(SOUND.error(401, 401, "No")),
        )
    ],
    "refusal-is-401": [
        wrong_step(
            "refusal-is-400", "A wrong key is answered with 400.", "report", refuse=_gives(SOUND.error(400, 400, "No"))
        )
    ],
    "refusal-carries-no-data": [
        wrong_step(
            "refusal-has-the-rows",
            "A refusal has the status 401, and the customers all the same.",
            "customers",
            refuse=_gives(
                Answer(
                    401,
                    (("Content-Type", "application/json"), _SCHEME),
                    SOUND.render({"error": {"code": "unauthorized", "message": "No"}, "data": SOUND.books.customers}),
                )
            ),
        )
    ],
    "valid-request-succeeds": [
        wrong_step(
            "known-customer-is-refused",
            "A customer that is listed needs a parameter that the contract lacks.",
            "customer",
            opened=lambda api, kind, ids, query: (
                api.error(400, 400, "expand is required") if kind == "customer" else SOUND.opened(kind, ids, query)
            ),
        )
    ],
}
