"""The invoices API as other teams would have built it: every variant conforms, and none may be blamed."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, cast

from conformance.reference.api import Answer, Call, Header
from conformance.reference.invoices.api import InvoicesApi
from conformance.reference.invoices.data import Books, Thing, books
from conformance.reference.invoices.queries import Query


class NothingYet(InvoicesApi):
    """An account without any rows."""

    @property
    def books(self) -> Books:
        """Return nothing."""
        return Books((), (), ())


class OneOfEach(InvoicesApi):
    """An account with one customer, who paid one invoice: every list has one page."""

    @property
    def books(self) -> Books:
        """Return the rows of one invoice."""
        return _rows_of(super().books, lambda invoice: invoice["status"] == "paid", 1)


class OnePageOnly(InvoicesApi):
    """An account whose rows fit on one page each."""

    @property
    def books(self) -> Books:
        """Return the rows of four invoices."""
        return _rows_of(super().books, lambda invoice: True, 4)


class AllAreOpen(InvoicesApi):
    """An account all of whose invoices have the same status: the other filters find nothing."""

    @property
    def books(self) -> Books:
        """Return the rows of the open invoices."""
        return _rows_of(super().books, lambda invoice: invoice["status"] == "open", 50)


class FreeOfCharge(InvoicesApi):
    """An account whose invoices are free: every sort by their total is right."""

    @property
    def books(self) -> Books:
        """Return the invoices with nothing to pay."""
        return _free(self.today)


class WeakTags(InvoicesApi):
    """Entity tags that are weak, since bodies may be compressed on their way."""

    def tags(self, body: bytes) -> tuple[Header, ...]:
        """Return the tag, marked as weak."""
        return tuple((name, f"W/{value}") for name, value in super().tags(body))


class NoLinks(InvoicesApi):
    """Customers come without links, which the contract does not require."""

    def links(self, query: Query, total: int) -> str:
        """Return none."""
        return ""


class ManyRelations(InvoicesApi):
    """Links to the first and the last answer too, with a title."""

    def links(self, query: Query, total: int) -> str:
        """Return the links with others before and after them."""
        size = query["limit"]
        kept = f"&country={query['country']}" if query["country"] else ""
        first = f'</customers?offset=0&limit={size}{kept}>; title="One, two"; rel=first'
        end = f'</customers?offset={max(0, total - 1) // size * size}&limit={size}{kept}>; rel="last"'
        return ", ".join(each for each in (first, super().links(query, total), end) if each)


class RelativeLinks(InvoicesApi):
    """Links relative to what was asked for: a query alone."""

    def links(self, query: Query, total: int) -> str:
        """Return the links without their paths."""
        return super().links(query, total).replace("</customers?", "<?")

    def shaped(self, kind: str, value: Any) -> Any:
        """Return the page with a relative link."""
        if kind != "customer_invoices" or value["next"] is None:
            return value
        return {**value, "next": f"?{value['next'].partition('?')[2]}"}


class SmallPages(InvoicesApi):
    """At most seven invoices on a page, whatever the limit: it is only the most."""

    def understood(self, kind: str, query: Query) -> Query:
        """Return the query with a smaller limit."""
        return {**query, "limit": min(query["limit"], 7)} if kind == "invoices" else query


class LastPageIsEmpty(InvoicesApi):
    """Whether a page is the last is not known before the next one is found to be empty."""

    def invoices(self, query: Query) -> Thing:
        """Return a page, with a cursor whenever it has rows."""
        page = super().invoices(query)
        more = len(page["data"]) > 0
        return {**page, "has_more": more, "next_cursor": page["data"][-1]["number"] if more else None}


class OpaqueCursors(InvoicesApi):
    """Cursors that nobody can read."""

    def read(self, kind: str, text: str) -> Query:
        """Return the parameters, with the cursor decoded."""
        pairs = [each.partition("=") for each in text.split("&")]
        return super().read(kind, "&".join(f"{n}{s}{_decoded(v) if n == 'cursor' else v}" for n, s, v in pairs))

    def shaped(self, kind: str, value: Any) -> Any:
        """Return the page with its cursor encoded."""
        if kind != "invoices" or value["next_cursor"] is None:
            return value
        return {**value, "next_cursor": base64.urlsafe_b64encode(value["next_cursor"].encode()).decode().rstrip("=")}


class TiesByCreation(InvoicesApi):
    """What is equal in the order asked for comes by its id."""

    def ordered(self, rows: Sequence[Thing], sort: str) -> list[Thing]:
        """Return the invoices in order."""
        return sorted(rows, key=lambda row: (row[sort.lstrip("-")], row["id"]), reverse=sort.startswith("-"))


class InvoicesKeepComing(InvoicesApi):
    """Between two requests another invoice is written: it is the first of the list from then on."""

    def __init__(self, today: date | None = None) -> None:
        super().__init__(today)
        self._known = 30

    def answer(self, call: Call) -> Answer:
        """Answer with one invoice more than before."""
        self._known += 1
        return super().answer(call)

    @property
    def books(self) -> Books:
        """Return the rows of the invoices so far."""
        return _rows_of(super().books, lambda invoice: True, min(self._known, 50), with_customers=True)


class PaymentsArriveMeanwhile(InvoicesApi):
    """Every open invoice is paid after the lists were asked for: it is not what it was in its row."""

    def __init__(self, today: date | None = None) -> None:
        super().__init__(today)
        self._asked = 0

    def answer(self, call: Call) -> Answer:
        """Count the calls."""
        self._asked += 1
        return super().answer(call)

    def shaped(self, kind: str, value: Any) -> Any:
        """Return open invoices as paid, some time after they were listed; lists have them so from then on."""
        if self._asked < 5:
            return value
        if kind == "invoice":
            return self._paid(value)
        rows = {"invoices": "data", "customer_invoices": "items"}.get(kind)
        return value if rows is None else {**value, rows: [self._paid(row) for row in value[rows]]}

    def _paid(self, invoice: Any) -> Any:
        if invoice["status"] != "open":
            return invoice
        paid = {"status": "paid", "paid_on": f"{self.today}", "amount_paid": invoice["total"], "amount_due": 0}
        known = {name: each for name, each in paid.items() if name in invoice or name == "paid_on"}
        return {**invoice, **known, "updated_at": f"{self.today}T00:00:00Z"}


class NeverStored(InvoicesApi):
    """No cache may keep anything."""

    caching = "no-store"


class Labelled(InvoicesApi):
    """A charset beside the media type, and headers that gateways add."""

    content_type = "application/json; charset=utf-8"

    def dressed(self, kind: str, answer: Answer) -> Answer:
        """Return the answer with more headers."""
        more = (("Vary", "Accept-Encoding, Origin"), ("Via", "1.1 gateway"), ("X-Content-Type-Options", "nosniff"))
        return replace(answer, headers=(*answer.headers, *more))


class Compressed(InvoicesApi):
    """Bodies in gzip, with tags of their own."""

    def dressed(self, kind: str, answer: Answer) -> Answer:
        """Return the answer compressed."""
        packed = replace(answer, body=gzip.compress(answer.body, mtime=0))
        return packed.with_header("Content-Encoding", "gzip").with_header("Vary", "Accept-Encoding")


class InChunks(InvoicesApi):
    """Bodies in chunks, without a length."""

    def dressed(self, kind: str, answer: Answer) -> Answer:
        """Return the answer in chunks."""
        return answer.with_header("Transfer-Encoding", "chunked")


class ClosesAtOnce(InvoicesApi):
    """Every connection is closed after its answer, as by HTTP/1.0."""

    def answer(self, call: Call) -> Answer:
        """Answer, and say that the connection ends."""
        return super().answer(call).with_header("Connection", "close")


class SmallLetters(InvoicesApi):
    """Names of headers in lower case, as from HTTP/2."""

    def answer(self, call: Call) -> Answer:
        """Answer with other names."""
        answer = super().answer(call)
        return replace(answer, headers=tuple((name.lower(), value) for name, value in answer.headers))


class OverManyLines(InvoicesApi):
    """JSON over many lines, its names sorted."""

    def render(self, value: object) -> bytes:
        """Write a value."""
        return json.dumps(value, indent=2, sort_keys=True).encode() + b"\n"


class InUtcOffsets(InvoicesApi):
    """Times with fractions of a second and an offset."""

    def shaped(self, kind: str, value: Any) -> Any:
        """Return the value with its times written differently."""
        text = json.dumps(value)
        return value if isinstance(value, str) else json.loads(text.replace(':00Z"', ':00.000+00:00"'))


class LoudIds(InvoicesApi):
    """Ids in upper case."""

    def shaped(self, kind: str, value: Any) -> Any:
        """Return the value with its ids in upper case."""
        return _loud(value)


class PlainReports(InvoicesApi):
    """A report whose lines end as on Unix."""

    def report(self, query: Query) -> str:
        """Return the report with line feeds alone."""
        return super().report(query).replace("\r\n", "\n")


class NothingIsLeft(InvoicesApi):
    """The last request that is allowed was the one before, and the next one is answered all the same."""

    def rates(self) -> tuple[Header, ...]:
        """Return that none are left."""
        return ("RateLimit-Limit", "600"), ("RateLimit-Remaining", "0")


class TagsOnErrors(InvoicesApi):
    """Errors have entity tags too."""

    def error(self, status: int, code: int, message: str, *headers: Header) -> Answer:
        """Answer with an error and its tag."""
        answer = super().error(status, code, message, *headers)
        return replace(answer, headers=(*answer.headers, *self.tags(answer.body)))


class UnknownStartsAnew(InvoicesApi):
    """A cursor that is not known, or no more, starts at the first page."""

    def read(self, kind: str, text: str) -> Query:
        """Return the parameters, without a cursor that is not one."""
        kept = [each for each in text.split("&") if not each.startswith("cursor=") or each.startswith("cursor=INV-")]
        return super().read(kind, "&".join(kept))


class SeesWholeIdsOnly(InvoicesApi):
    """An id that is malformed is unknown like any other."""

    def malformed(self, kind: str, name: str) -> Answer:
        """Answer as for an unknown id."""
        return self.unknown(kind) if name == "id" else super().malformed(kind, name)


def _rows_of(whole: Books, is_kept: Callable[[Thing], bool], most: int, *, with_customers: bool = False) -> Books:
    """Return the rows of some invoices, and what follows from them."""
    invoices = [each for each in whole.invoices if is_kept(each)][:most]
    ids, owners = {each["id"] for each in invoices}, {each["customer_id"] for each in invoices}
    kept = [each for each in whole.customers if with_customers or each["id"] in owners]
    payments = [each for each in whole.payments if each["invoice_id"] in ids]
    return Books([_counted(each, invoices) for each in kept], invoices, payments)


def _counted(customer: Thing, invoices: Sequence[Thing]) -> Thing:
    own = [each for each in invoices if each["customer_id"] == customer["id"]]
    balance = sum(each["amount_due"] for each in own if each["status"] == "open")
    return {**customer, "invoice_count": len(own), "balance": balance}


@lru_cache(maxsize=2)
def _free(today: date) -> Books:
    whole = books(today)
    nothing = {"total": 0, "amount_paid": 0, "amount_due": 0}
    invoices = [
        {**each, **nothing, "lines": [{**line, "unit_amount": 0, "amount": 0} for line in each["lines"]]}
        for each in whole.invoices
    ]
    return Books([_counted(each, invoices) for each in whole.customers], invoices, ())


def _decoded(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except ValueError:
        return "malformed"


def _loud(value: Any) -> Any:
    if isinstance(value, list):
        return [_loud(each) for each in value]
    if isinstance(value, dict):
        return {
            name: cast("str", each).upper() if name == "id" or name.endswith("_id") else _loud(each)
            for name, each in value.items()
        }
    return value


VARIANTS: dict[str, type[InvoicesApi]] = {
    "default": InvoicesApi,
    "nothing-yet": NothingYet,
    "one-of-each": OneOfEach,
    "one-page-only": OnePageOnly,
    "all-are-open": AllAreOpen,
    "free-of-charge": FreeOfCharge,
    "weak-tags": WeakTags,
    "no-links": NoLinks,
    "many-relations": ManyRelations,
    "relative-links": RelativeLinks,
    "small-pages": SmallPages,
    "last-page-is-empty": LastPageIsEmpty,
    "opaque-cursors": OpaqueCursors,
    "ties-by-creation": TiesByCreation,
    "invoices-keep-coming": InvoicesKeepComing,
    "payments-arrive-meanwhile": PaymentsArriveMeanwhile,
    "never-stored": NeverStored,
    "labelled": Labelled,
    "compressed": Compressed,
    "in-chunks": InChunks,
    "closes-at-once": ClosesAtOnce,
    "small-letters": SmallLetters,
    "over-many-lines": OverManyLines,
    "in-utc-offsets": InUtcOffsets,
    "loud-ids": LoudIds,
    "plain-reports": PlainReports,
    "nothing-is-left": NothingIsLeft,
    "tags-on-errors": TagsOnErrors,
    "unknown-starts-anew": UnknownStartsAnew,
    "sees-whole-ids-only": SeesWholeIdsOnly,
}
"""The variants by name; the first is the API itself."""
