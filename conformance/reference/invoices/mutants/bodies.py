"""Mutants whose bodies differ from the schemas of the contract."""

from __future__ import annotations

from conformance.reference.invoices.mutants.base import having, lacking, last, wrong_body
from conformance.reference.mutants.base import Table

_SUMMARY = "schema:#/components/schemas/InvoiceSummary"
TABLE: Table = {
    f"{_SUMMARY}/properties/status/$ref": [],
}
TABLE = {
    f"{_SUMMARY}/properties/total/type": [
        wrong_body("total-is-text", "The total of an invoice is a text.", "invoices", last("data", having(total=str)))
    ],
    f"{_SUMMARY}/required": [
        wrong_body(
            "paid-on-is-absent", "An open invoice has no `paid_on`.", "invoices", last("data", lacking("paid_on"))
        )
    ],
}
