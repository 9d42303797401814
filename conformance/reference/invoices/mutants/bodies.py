"""Mutants whose bodies differ from the schemas of the contract."""

from __future__ import annotations

from conformance.reference.invoices.mutants.base import having, lacking, last, wrong_body
from conformance.reference.mutants.base import Table

_SCHEMAS = "schema:#/components/schemas"
_SUMMARY = f"{_SCHEMAS}/InvoiceSummary"
TABLE: Table = {
    f"{_SUMMARY}/properties/total/type": [
        wrong_body("total-is-text", "The total of an invoice is a text.", "invoices", last("data", having(total=str)))
    ],
    f"{_SUMMARY}/required": [
        wrong_body("paid-on-is-absent", "An invoice has no `paid_on`.", "invoices", last("data", lacking("paid_on")))
    ],
    f"{_SCHEMAS}/InvoiceStatus/enum": [
        wrong_body(
            "status-is-newer-than-contract",
            "An invoice has a status of a later version.",
            "invoice",
            having(status="uncollectible"),
        )
    ],
    f"{_SUMMARY}/properties/issued_on/format": [
        wrong_body(
            "issued-on-has-a-time",
            "The day of an invoice has a time.",
            "invoices",
            last("data", having(issued_on=lambda day: f"{day}T00:00:00Z")),
        )
    ],
    f"{_SCHEMAS}/Payment/properties/amount/minimum": [
        wrong_body("payment-is-refund", "A refund is a negative payment.", "payment", having(amount=-500))
    ],
    f"{_SCHEMAS}/Payment/properties/reference/type": [
        wrong_body(
            "reference-is-null",
            "A payment without a reference has null.",
            "payment",
            lambda row: {**row, "reference": None},
        )
    ],
    f"{_SCHEMAS}/Customer/properties/email/format": [
        wrong_body("email-is-empty", "A customer without an email has an empty one.", "customer", having(email=""))
    ],
    f"{_SCHEMAS}/Customer/properties/country/pattern": [
        wrong_body(
            "country-is-a-name", "A customer's country is its name.", "customers", last("", having(country="Germany"))
        )
    ],
    f"{_SCHEMAS}/InvoicePage/properties/has_more/type": [
        wrong_body("has-more-is-a-number", "Whether there is more is a number.", "invoices", having(has_more=int))
    ],
    f"{_SCHEMAS}/LineList/required": [
        wrong_body("line-count-is-absent", "The lines have no count.", "lines", lacking("line_count"))
    ],
    f"{_SCHEMAS}/PaymentPage/properties/total_pages/minimum": [
        wrong_body("pages-are-below-zero", "There are less than no pages.", "payments", having(total_pages=-1))
    ],
}
