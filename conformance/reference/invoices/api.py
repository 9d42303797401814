"""An API that keeps the contract on invoices, in steps that a variant or a mutant can override."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any, ClassVar, TypeAlias
from urllib.parse import unquote, urlencode
from uuid import uuid4

from conformance.reference.api import Answer, Call, Header
from conformance.reference.invoices.data import Books, Thing, books
from conformance.reference.invoices.queries import MalformedError, Query, read_query, uuid

KEY = "inv_reference_7c2e91d4b8a05f36"
"""The only key that the API accepts. It gives access to fictional data only."""

Filter: TypeAlias = Callable[[Thing, Any], bool]
_LIMIT = 600
_ROUTES = (
    ("invoices", "/invoices"),
    ("invoice", "/invoices/([^/]*)"),
    ("lines", "/invoices/([^/]*)/lines"),
    ("invoice_payments", "/invoices/([^/]*)/payments"),
    ("customers", "/customers"),
    ("customer", "/customers/([^/]*)"),
    ("customer_invoices", "/customers/([^/]*)/invoices"),
    ("payments", "/payments"),
    ("payment", "/payments/([^/]*)"),
    ("report", "/reports/revenue\\.csv"),
)
_CODES = {
    400: "bad_request",
    401: "unauthorized",
    404: "not_found",
    405: "method_not_allowed",
    429: "too_many_requests",
}


class UnknownIdError(Exception):
    """There is nothing with an id; holds it."""


class InvoicesApi:
    """The API as the contract describes it. Every operation has a kind, the name of the method that answers it."""

    content_type = "application/json"
    caching = "private, no-cache"
    filters: ClassVar[Mapping[str, Filter]] = {
        "status": lambda row, value: bool(row["status"] == value),
        "issued_from": lambda row, value: bool(row["issued_on"] >= value),
        "issued_to": lambda row, value: bool(row["issued_on"] <= value),
        "customer_id": lambda row, value: bool(row["customer_id"] == value),
        "country": lambda row, value: bool(row["country"] == value),
        "method": lambda row, value: bool(row["method"] == value),
        "received_from": lambda row, value: bool(row["received_on"] >= value),
        "received_to": lambda row, value: bool(row["received_on"] <= value),
        "min_amount": lambda row, value: bool(row["amount"] >= value),
    }
    """Whether a row matches the value of a filter."""

    def __init__(self, today: date | None = None) -> None:
        self.today = today or datetime.now(UTC).date()
        self.left = _LIMIT

    @property
    def books(self) -> Books:
        """The rows of the account."""
        return books(self.today)

    def answer(self, call: Call) -> Answer:
        """Answer a call, with the headers of every answer."""
        self.left = max(1, self.left - 1)
        answer = self.respond(call).with_header("X-Request-Id", str(uuid4()))
        if call.header("X-Forwarded-Proto") == "https":
            answer = answer.with_header("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return answer

    def respond(self, call: Call) -> Answer:
        """Route a call, authorise it, read its parameters, find what it asks for."""
        path, _, query = call.target.partition("?")
        found = next(((kind, match) for kind, way in _ROUTES if (match := re.fullmatch(way, path))), None)
        if found is None:
            return self.error(404, 404, "There is nothing at this path")
        kind, match = found
        if call.method not in ("GET", "HEAD"):
            return self.error(405, 405, "Only GET and HEAD", ("Allow", "GET, HEAD"))
        if not self.admits(call.header("X-Api-Key")):
            return self.refuse(call)
        try:
            ids = [self.canonical(unquote(each)) for each in match.groups()]
            return self.opened(kind, ids, self.understood(kind, self.read(kind, query)))
        except MalformedError as error:
            return self.malformed(kind, str(error))
        except UnknownIdError:
            return self.unknown(kind)

    def admits(self, key: str) -> bool:
        """Return whether a key is valid; it is empty without the header."""
        return key.strip() == KEY

    def refuse(self, call: Call) -> Answer:
        """Answer a call that is not authorised."""
        return self.error(401, 401, "Send a valid key in X-Api-Key", ("WWW-Authenticate", 'ApiKey realm="invoices"'))

    def canonical(self, text: str) -> str:
        """Return an id in its canonical spelling.

        Raises:
            MalformedError: It is not a UUID.
        """
        try:
            return uuid(text)
        except ValueError as error:
            raise MalformedError("id") from error

    def malformed(self, kind: str, name: str) -> Answer:
        """Answer a call with a malformed parameter."""
        return self.error(400, 400, f"{name} is malformed")

    def unknown(self, kind: str) -> Answer:
        """Answer a call for something that does not exist."""
        return self.error(404, 404, "There is nothing with this id")

    def read(self, kind: str, text: str) -> Query:
        """Return the parameters of a query.

        Raises:
            MalformedError: One is malformed.
        """
        return read_query(kind, text)

    def understood(self, kind: str, query: Query) -> Query:
        """Return the parameters as they are used: those that were read."""
        return query

    def opened(self, kind: str, ids: Sequence[str], query: Query) -> Answer:
        """Answer a valid call; the method named for its kind makes the value."""
        value = self.shaped(kind, getattr(self, kind)(*ids, query))
        body = value.encode() if isinstance(value, str) else self.render(value)
        content_type = "text/csv; charset=utf-8" if isinstance(value, str) else self.content_type
        headers = (*self.headers(kind, ids, query), ("Cache-Control", self.caching), *self.rates())
        return self.dressed(kind, Answer(200, (("Content-Type", content_type), *headers, *self.tags(body)), body))

    def shaped(self, kind: str, value: Any) -> Any:
        """Return the value as it is sent."""
        return value

    def dressed(self, kind: str, answer: Answer) -> Answer:
        """Return a successful answer with the headers that it is sent with."""
        return answer

    def rates(self) -> tuple[Header, ...]:
        """Return how many requests are left."""
        return ("RateLimit-Limit", str(_LIMIT)), ("RateLimit-Remaining", str(self.left))

    def tags(self, body: bytes) -> tuple[Header, ...]:
        """Return the entity tag of a body."""
        return (("ETag", f'"{hashlib.sha256(body).hexdigest()[:16]}"'),)

    def headers(self, kind: str, ids: Sequence[str], query: Query) -> tuple[Header, ...]:
        """Return the headers that only some kinds of answers have."""
        if kind == "customers":
            total = len(self.matching(self.books.customers, query))
            links = self.links(query, total)
            return (("X-Total-Count", str(total)), *((("Link", links),) if links else ()))
        if kind == "report":
            return (("Content-Disposition", 'attachment; filename="revenue.csv"'),)
        if kind in ("invoice", "customer"):
            changed = datetime.fromisoformat(getattr(self, kind)(*ids, query)["updated_at"])
            return (("Last-Modified", format_datetime(changed, usegmt=True)),)
        return ()

    def links(self, query: Query, total: int) -> str:
        """Return the links to the next and the previous customers; empty where all are shown."""
        size, offset = query["limit"], query["offset"]
        kept = {"country": query["country"]} if query["country"] else {}
        ways = {"next": offset + size, "prev": max(0, offset - size)}
        shown = [rel for rel in ways if (rel == "next" and offset + size < total) or (rel == "prev" and offset)]
        return ", ".join(
            f'</customers?{urlencode({**kept, "limit": size, "offset": ways[rel]})}>; rel="{rel}"' for rel in shown
        )

    def matching(self, rows: Sequence[Thing], query: Query) -> list[Thing]:
        """Return the rows that match all filters of a query."""
        used = {name: value for name, value in query.items() if name in self.filters and value is not None}
        return [row for row in rows if all(self.filters[name](row, value) for name, value in used.items())]

    def summary(self, invoice: Thing) -> Thing:
        """Return an invoice without its lines."""
        return {name: value for name, value in invoice.items() if name != "lines"}

    def found(self, rows: Sequence[Thing], wanted: str) -> Thing:
        """Return the row with an id.

        Raises:
            UnknownIdError: There is none.
        """
        row = next((row for row in rows if row["id"] == wanted), None)
        if row is None:
            raise UnknownIdError(wanted)
        return dict(row)

    def invoices(self, query: Query) -> Thing:
        """Return a page of invoices."""
        rows = self.ordered(self.matching(self.books.invoices, query), query["sort"])
        numbers = [row["number"] for row in rows]
        start = numbers.index(query["cursor"]) + 1 if query["cursor"] in numbers else 0
        page = rows[start : start + query["limit"]]
        more = start + len(page) < len(rows)
        return {
            "data": [self.summary(row) for row in page],
            "has_more": more,
            "next_cursor": page[-1]["number"] if more else None,
            "total": len(rows),
        }

    def ordered(self, rows: Sequence[Thing], sort: str) -> list[Thing]:
        """Return invoices in an order; those that are equal by their number."""
        return sorted(rows, key=lambda row: (row[sort.lstrip("-")], row["number"]), reverse=sort.startswith("-"))

    def invoice(self, wanted: str, query: Query) -> Thing:
        """Return an invoice with its lines."""
        return self.found(self.books.invoices, wanted)

    def lines(self, wanted: str, query: Query) -> Thing:
        """Return the lines of an invoice."""
        lines = self.found(self.books.invoices, wanted)["lines"]
        return {"data": lines, "line_count": len(lines)}

    def invoice_payments(self, wanted: str, query: Query) -> list[Thing]:
        """Return the payments of an invoice."""
        invoice = self.found(self.books.invoices, wanted)
        return [row for row in self.books.payments if row["invoice_id"] == invoice["id"]]

    def customers(self, query: Query) -> list[Thing]:
        """Return some customers, by name."""
        rows = self.matching(self.books.customers, query)
        return rows[query["offset"] : query["offset"] + query["limit"]]

    def customer(self, wanted: str, query: Query) -> Thing:
        """Return a customer."""
        return self.found(self.books.customers, wanted)

    def customer_invoices(self, wanted: str, query: Query) -> Thing:
        """Return a page of the invoices of one customer, the newest first."""
        customer = self.found(self.books.customers, wanted)
        own = [row for row in self.books.invoices if row["customer_id"] == customer["id"]]
        rows = self.ordered(own, "-issued_on")
        page, size = query["page"], query["page_size"]
        is_last = page * size >= len(rows)
        return {
            "items": [self.summary(row) for row in rows[(page - 1) * size : page * size]],
            "page": page,
            "page_size": size,
            "total": len(rows),
            "next": None if is_last else f"/customers/{wanted}/invoices?page={page + 1}&page_size={size}",
        }

    def payments(self, query: Query) -> Thing:
        """Return a page of payments."""
        rows = self.matching(self.books.payments, query)
        rows.sort(key=lambda row: (row["received_on"], row["id"]), reverse=query["order"] == "desc")
        page, size = query["page"], query["page_size"]
        return {
            "payments": rows[(page - 1) * size : page * size],
            "page": page,
            "page_size": size,
            "total": len(rows),
            "total_pages": -(-len(rows) // size),
        }

    def payment(self, wanted: str, query: Query) -> Thing:
        """Return a payment."""
        return self.found(self.books.payments, wanted)

    def report(self, query: Query) -> str:
        """Return what was invoiced by month, as CSV."""
        year = query["year"]
        issued = [row for row in self.books.invoices if year is None or row["issued_on"].startswith(f"{year}-")]
        months = sorted({row["issued_on"][:7] for row in issued})
        totals = {month: [row["total"] for row in issued if row["issued_on"].startswith(month)] for month in months}
        return "".join(
            f"{line}\r\n"
            for line in ("month,invoices,total", *(f"{each},{len(t)},{sum(t)}" for each, t in totals.items()))
        )

    def error(self, status: int, code: int, message: str, *headers: Header) -> Answer:
        """Answer with the error body of the contract."""
        body = self.render({"error": {"code": _CODES.get(code, "bad_request"), "message": message}})
        return Answer(status, (("Content-Type", self.content_type), ("Cache-Control", "no-store"), *headers), body)

    def render(self, value: object) -> bytes:
        """Write a JSON value as text."""
        return json.dumps(value, separators=(",", ":")).encode()
