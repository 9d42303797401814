"""Mutants whose pages repeat or skip rows, do not end, or count wrongly."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from conformance.reference.invoices.mutants.base import (
    InvoicesMutant,
    having,
    wrong_body,
    wrong_header,
    wrong_query,
)
from conformance.reference.invoices.queries import Query
from conformance.reference.mutants.base import Row, Table

_ELSEWHERE = "https://mirror.invoices.example"


def _body(name: str, fault: str, kinds: str, **values: Any) -> Row:
    """Return a mutant whose pages have other values."""
    return wrong_body(name, fault, kinds, having(**values))


def _repeated(page: Any) -> Any:
    """Return a page whose cursor is the row before its last one."""
    return {**page, "next_cursor": page["next_cursor"] and page["data"][-2:][0]["number"]}


def _counted(page: Any) -> Any:
    return {**page, "total": len(page["data"])}


def _to_itself(page: Any) -> Any:
    """Return a page whose next one is itself."""
    link = page["next"]
    return {**page, "next": link and link.replace(f"page={page['page'] + 1}&", f"page={page['page']}&")}


TABLE: Table = {
    "links-lead-to-the-api": [
        wrong_header(
            "link-leads-elsewhere",
            "Links lead to another host.",
            "customers",
            "Link",
            lambda link: link.replace("</", f"<{_ELSEWHERE}/") or None,
        ),
    ],
    "pages-share-no-row": [
        wrong_body("cursor-repeats-a-row", "The next page repeats the last row.", "invoices", _repeated),
        wrong_query("cursor-is-ignored", "Every page is the first.", "invoices", lambda _: {"cursor": None}),
        wrong_query("offset-is-ignored", "Nothing is skipped.", "customers", lambda _: {"offset": 0}),
    ],
    ("page-describes-itself", "pages-share-no-row"): [
        wrong_query("page-is-ignored", "Every page is the first.", "payments", lambda _: {"page": 1}),
    ],
    ("next-page-is-in-the-api", "page-describes-itself", "pages-share-no-row"): [
        wrong_query(
            "page-of-customer-is-ignored", "Every page is the first.", "customer_invoices", lambda _: {"page": 1}
        ),
    ],
    "pages-skip-no-row": [
        wrong_query(
            "offset-is-one-too-many",
            "One customer more is skipped than asked for.",
            "customers",
            lambda query: {"offset": query["offset"] + bool(query["offset"])},
        ),
    ],
    ("page-describes-itself", "pages-skip-no-row"): [
        wrong_query(
            "every-second-page-is-skipped",
            "Every second page is skipped.",
            "payments",
            lambda query: {"page": 2 * query["page"] - 1},
        ),
    ],
    "total-counts-all-rows": [
        _body("every-page-is-the-last", "Every page says that it is the last.", "invoices", has_more=False),
        wrong_body("total-is-of-the-page", "The total counts one page.", "invoices", _counted),
        _body("total-is-one-too-many", "The total counts one too many.", "payments", total=lambda total: total + 1),
        _body("total-is-zero", "The total is never counted.", "customer_invoices", total=0),
        wrong_header("total-is-of-the-answer", "The total is 10.", "customers", "X-Total-Count", lambda _: "10"),
    ],
    "page-describes-itself": [
        _body("last-page-says-more", "The last page says that there is more.", "invoices", has_more=True),
        _body("cursor-is-lost", "There is more, but no cursor.", "invoices", next_cursor=None),
        _body("pages-are-too-many", "A page too many is counted.", "payments", total_pages=lambda pages: pages + 1),
        _body("page-is-always-one", "Every page says that it is the first.", "payments", page=1),
        _body("page-size-is-always-fifteen", "Every page says that its size is 15.", "payments", page_size=15),
    ],
    "next-page-is-in-the-api": [
        _body(
            "next-leads-elsewhere",
            "The next page is on another host.",
            "customer_invoices",
            next=lambda path: path and f"{_ELSEWHERE}{path}",
        ),
        wrong_body("next-leads-to-itself", "The next page is the same one.", "customer_invoices", _to_itself),
    ],
    "list-has-no-undocumented-next-page": [
        wrong_header(
            "payments-of-invoice-have-a-link",
            "A list that has no pages links to a next one.",
            "invoice_payments",
            "Link",
            lambda _: '</payments?page=2>; rel="next"',
        ),
    ],
}
SURVIVORS: Table = {
    "a link leads to the same host and operation": [
        wrong_header(
            "link-leads-to-another-operation",
            "Links lead to the payments.",
            "customers",
            "Link",
            lambda link: link.replace("</customers", "</payments") or None,
        ),
    ],
}


class CursorSkipsARow(InvoicesMutant):
    """The row after a cursor is on no page."""

    name = "cursor-skips-a-row"
    kills = ("pages-skip-no-row",)
    kinds = frozenset({"invoices"})

    def understood(self, kind: str, query: Query) -> Query:
        """Return the query with the cursor of the row after."""
        if not query.get("cursor"):
            return query
        rows = self.ordered(self.matching(self.books.invoices, query), query["sort"])
        numbers = [row["number"] for row in rows]
        return {**query, "cursor": dict(pairwise(numbers)).get(query["cursor"], query["cursor"])}
