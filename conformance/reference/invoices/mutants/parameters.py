"""Mutants that understand a parameter wrongly."""

from __future__ import annotations

from typing import Any

from conformance.reference.api import Answer
from conformance.reference.invoices.api import InvoicesApi
from conformance.reference.invoices.data import Thing
from conformance.reference.invoices.mutants.base import (
    Change,
    InvoicesMutant,
    wrong_filter,
    wrong_query,
    wrong_step,
)
from conformance.reference.invoices.queries import Query
from conformance.reference.mutants.base import Row, Table

_OTHER_WAY = {"asc": "desc", "desc": "asc"}


def _ignored(name: str, kinds: str, parameter: str, default: object = None) -> Row:
    """Return a mutant that ignores a parameter."""
    return wrong_query(name, f"The parameter {parameter} is ignored.", kinds, lambda _: {parameter: default})


def _changed(name: str, fault: str, kinds: str, parameter: str, change: Change) -> Row:
    """Return a mutant that puts another value in the place of a parameter's."""
    return wrong_query(name, fault, kinds, lambda query: {parameter: change(query[parameter])})


def _as_texts(_: Any, rows: list[Thing], sort: str) -> list[Thing]:
    return sorted(rows, key=lambda row: str(row[sort.lstrip("-")]), reverse=sort.startswith("-"))


def _dropped(api: InvoicesApi, kind: str, name: str) -> Answer:
    """Answer a list without its malformed parameters; an id cannot be dropped."""
    return InvoicesApi.malformed(api, kind, name) if name == "id" else api.opened(kind, (), api.read(kind, ""))


TABLE: Table = {
    "page-describes-itself": [
        _ignored("page-size-is-ignored", "payments", "page_size", 15),
    ],
}
SURVIVORS: Table = {
    "a filter gives rows that match it": [
        _ignored("status-is-ignored", "invoices", "status"),
        _ignored("customer-is-ignored", "invoices", "customer_id"),
        _ignored("issued-from-is-ignored", "invoices", "issued_from"),
        _ignored("issued-to-is-ignored", "invoices", "issued_to"),
        _ignored("country-is-ignored", "customers", "country"),
        _ignored("method-is-ignored", "payments", "method"),
        _ignored("min-amount-is-ignored", "payments", "min_amount"),
        _ignored("received-from-is-ignored", "payments", "received_from"),
        wrong_filter(
            "status-is-inverted",
            "The filter gives all other invoices.",
            "invoices",
            status=lambda row, value: bool(row["status"] != value),
        ),
        wrong_filter(
            "issued-from-is-swapped",
            "The first day works as the last one.",
            "invoices",
            issued_from=lambda row, value: bool(row["issued_on"] <= value),
        ),
        wrong_filter(
            "min-amount-is-the-most",
            "The least amount works as the greatest.",
            "payments",
            min_amount=lambda row, value: bool(row["amount"] <= value),
        ),
    ],
    "a filter gives all rows that match it": [
        wrong_filter(
            "issued-to-is-exclusive",
            "The last day itself is left out.",
            "invoices",
            issued_to=lambda row, value: bool(row["issued_on"] < value),
        ),
        wrong_filter("status-finds-nothing", "The filter finds nothing.", "invoices", status=lambda row, value: False),
    ],
    "a limit bounds the rows": [
        _ignored("limit-is-ignored", "invoices", "limit", 20),
        _ignored("limit-of-customers-is-ignored", "customers", "limit", 10),
        _changed("limit-is-one-too-many", "There is a row too many.", "invoices", "limit", lambda limit: limit + 1),
    ],
    "sort orders the rows": [
        _ignored("sort-is-ignored", "invoices", "sort", "-issued_on"),
        _ignored("order-is-ignored", "payments", "order", "desc"),
        _changed("sort-has-one-way", "The minus sign is ignored.", "invoices", "sort", lambda sort: sort.lstrip("-")),
        _changed("order-is-inverted", "The order is inverted.", "payments", "order", lambda way: _OTHER_WAY[way]),
        wrong_step("sort-compares-texts", "Totals are sorted as texts.", "invoices", ordered=_as_texts),
    ],
    "a value out of bounds is refused": [
        wrong_step(
            "bad-parameters-are-dropped",
            "Malformed parameters are dropped without a word.",
            "customers",
            malformed=_dropped,
        )
    ],
}


class DefaultLimitIsAnother(InvoicesMutant):
    """Without a limit there are ten invoices, not twenty."""

    name = "default-limit-is-another"
    kills = ()
    survives = "a documented default equals sending it"
    kinds = frozenset({"invoices"})

    def read(self, kind: str, text: str) -> Query:
        """Return the parameters with the wrong default."""
        query = super().read(kind, text)
        return query if kind != "invoices" or "limit=" in text else {**query, "limit": 10}


class DefaultOrderIsAscending(InvoicesMutant):
    """Without an order, payments come the oldest first."""

    name = "default-order-is-ascending"
    kills = ()
    survives = "a documented default equals sending it"
    kinds = frozenset({"payments"})

    def read(self, kind: str, text: str) -> Query:
        """Return the parameters with the wrong default."""
        query = super().read(kind, text)
        return query if kind != "payments" or "order=" in text else {**query, "order": "asc"}


class UnheardOfStatusFindsNothing(InvoicesMutant):
    """A status that the contract does not have finds nothing instead of being refused."""

    name = "unheard-of-status-finds-nothing"
    kills = ("malformed-parameter-is-refused",)
    kinds = frozenset({"invoices"})

    def read(self, kind: str, text: str) -> Query:
        """Return the parameters without a check of the status."""
        pairs = text.split("&")
        kept = [each for each in pairs if not each.startswith("status=")]
        query = super().read(kind, "&".join(kept))
        return query if kept == pairs else {**query, "status": "unheard-of"}
