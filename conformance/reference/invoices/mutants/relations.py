"""Mutants whose rows contradict each other: sums, counts, and the same thing in two answers."""

from __future__ import annotations

from typing import Any

from conformance.reference.invoices.mutants.base import Change, having, last, wrong_body, wrong_step
from conformance.reference.mutants.base import Row, Table

_NOBODY = "0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6"
_OLD, _AHEAD = "2001-01-01T00:00:00Z", "2099-01-01T00:00:00Z"


def _invoice(name: str, fault: str, change: Change) -> Row:
    return wrong_body(name, fault, "invoice", change)


def _row(name: str, fault: str, **values: Any) -> Row:
    """Return a mutant the last invoice of whose list has other values."""
    return wrong_body(name, fault, "invoices", last("data", having(**values)))


def _everywhere(name: str, fault: str, **values: Any) -> Row:
    """Return a mutant that has other values in each invoice and in each row of the list of them: these agree."""
    change = having(**values)

    def changed(value: Any) -> Any:
        return change(value) if "data" not in value else {**value, "data": [change(dict(row)) for row in value["data"]]}

    return wrong_body(name, fault, "invoices invoice", changed)


def _without_last_line(invoice: Any) -> Any:
    """Return an invoice whose amounts leave out a line, and agree otherwise."""
    total = sum(line["amount"] for line in invoice["lines"][1:])
    return {**invoice, "total": total, "amount_paid": 0, "amount_due": total}


def _twice(page: Any) -> Any:
    return {**page, "data": [*page["data"][:-1], *page["data"][:1]]}


TABLE: Table = {
    "row-id-is-unique": [
        wrong_body("invoice-is-listed-twice", "An invoice is listed twice, as from a join.", "invoices", _twice),
    ],
    ("detail-equals-its-row", "past-times-have-passed"): [
        wrong_body(
            "created-in-future",
            "A customer is created years ahead.",
            "customer",
            having(created_at=_AHEAD, updated_at=_AHEAD),
        ),
    ],
    ("detail-equals-its-row", "times-are-in-order"): [
        wrong_body(
            "customer-changed-before-it-was-made",
            "A customer changed before there was one.",
            "customer",
            having(updated_at=_OLD),
        ),
    ],
    ("computed-numbers-are-right", "detail-equals-its-row"): [
        _invoice("total-lacks-a-line", "The total leaves out the first line.", _without_last_line),
    ],
    ("counts-equal-their-lists", "detail-equals-its-row"): [
        _invoice("line-count-is-one-too-many", "A line too many is counted.", having(line_count=lambda n: n + 1)),
    ],
    "counts-equal-their-lists": [
        wrong_body("line-count-is-zero", "The lines are not counted.", "lines", having(line_count=0)),
    ],
    "computed-numbers-are-right": [
        wrong_body(
            "amount-is-not-the-product",
            "The amount of a line is one cent off.",
            "lines",
            last("data", having(amount=lambda amount: amount + 1)),
        ),
        _everywhere("amount-due-ignores-payments", "What is due ignores what was paid.", amount_due=0, amount_paid=0),
    ],
    "detail-equals-its-row": [
        _invoice("detail-has-another-number", "An invoice has another number in the list.", having(number="INV-99999")),
        wrong_body("detail-has-another-country", "A customer moved on the way.", "customer", having(country="XX")),
        wrong_body(
            "detail-has-another-amount", "A payment is higher alone.", "payment", having(amount=lambda n: n + 100)
        ),
        wrong_step(
            "another-invoice-is-shown",
            "Every id shows the first invoice.",
            "invoice",
            invoice=lambda api, wanted, query: dict(api.books.invoices[0]),
        ),
    ],
}
SURVIVORS: Table = {
    "rows belong to what was asked for": [
        wrong_step(
            "payments-are-of-any-invoice",
            "The payments of an invoice are those of others.",
            "invoice_payments",
            invoice_payments=lambda api, wanted, query: [*api.books.payments[:5]],
        ),
        wrong_body(
            "neighbours-invoice-is-listed",
            "The last invoice of a customer is another one's.",
            "customer_invoices",
            last("items", having(customer_id=_NOBODY)),
        ),
    ],
    "days are in order": [
        _everywhere("due-before-issued", "An invoice is due before it is issued.", due_on="2001-01-01"),
    ],
    "status agrees with amounts": [
        _row("draft-is-paid", "A draft was paid.", status="draft", paid_on="2026-01-01"),
    ],
}
