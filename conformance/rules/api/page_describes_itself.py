"""A page is what it says of itself: which one it is, how large, of how many, and how to go on.

What it checks: The number and the size that an answer repeats, beside those that were asked for; `total_pages` beside
`total` and the size; a way to the next page where more rows follow. A smaller size or fewer pages may be a limit.

Why it matters: A client that goes by what the answer says asks for the same page again, or for one that is not there.

Example: `"page": 1` in the answer to `page=2`, or `"has_more": true` beside `"next_cursor": null`.

Fix: Fill these from the query that selected the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from conformance.exchange.listing import squeezed
from conformance.exchange.paging import paging_of
from conformance.model import Intent, Level
from conformance.rules.api._pages import Listed, listed
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.5.0", clause="{operation}")
_NUMBERS, _SIZES = ("page", "pagenumber"), ("pagesize", "perpage", "limit", "size")
_PAGES = ("totalpages", "pagecount", "numpages")


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare what each page says with what was asked for, and with what else it says."""
    if paging_of(evidence.contract, evidence.operation) is None:
        yield Inapplicable("the contract has no pages here")
        return
    for exchange in filter(is_success, evidence.of(Intent.KNOWN, Intent.FIRST_PAGE, Intent.NEXT_PAGE)):
        found = listed(evidence, exchange)
        if found is not None:
            yield from _judge(found)


def _judge(found: Listed) -> Iterator[Observation]:
    exchange, page = found.exchange, found.page
    asked = {squeezed(name): int(text) for name, text in exchange.case.query if text.isdecimal()}
    number, size = _said(found, _NUMBERS), _said(found, _SIZES)
    pages, total = _said(found, _PAGES), page.total
    sent = next((asked[name] for name in _NUMBERS if name in asked and name in page.around), None)
    most = next((asked[name] for name in _SIZES if name in asked and name in page.around), None)
    if sent is not None and number is not None:
        yield Conforming(exchange) if number == sent else _wrong(found, "number", sent, number)
    if most is not None and size is not None:
        yield Conforming(exchange) if size <= most else _wrong(found, "size", most, size)
    if size and pages is not None and total is not None:
        right = max(1, ceil(total / size))
        if pages > right:
            yield _wrong(found, "pages", right, pages)
        else:
            yield Conforming(exchange) if pages == right else Inconclusive("fewer pages than rows need may be a limit")
    if page.is_stuck:
        message = "more rows follow, and what leads to them is empty"
        yield Deviation(exchange, "no way on", message, "a cursor or a link", "none", "body")
    elif page.more and page.around and (page.cursor or page.link):
        yield Conforming(exchange)


def _said(found: Listed, names: tuple[str, ...]) -> int | None:
    values = (found.page.around.get(name) for name in names)
    return next((each for each in values if isinstance(each, int) and not isinstance(each, bool)), None)


def _wrong(found: Listed, kind: str, expected: int, actual: int) -> Observation:
    message = f"the {kind} in a page of a list cannot be right"
    return Deviation(found.exchange, kind, message, str(expected), str(actual), "body")
