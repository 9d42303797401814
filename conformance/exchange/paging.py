"""How an operation lists in pages, by the words of its parameters, and what asks for the next page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from conformance.contract.document import escape
from conformance.contract.openapi import Contract, Operation, Parameter
from conformance.contract.schema_graph import in_place
from conformance.exchange.discovery import is_opened
from conformance.exchange.json_text import read_json
from conformance.exchange.listing import squeezed
from conformance.exchange.page import HOLDERS, NEXT_LINKS, ListPage, page_of
from conformance.exchange.values import is_sendable
from conformance.model import Case, Exchange, Intent, JsonValue

PAGES = 3
"""How many pages of a list are asked for at most."""
WALKING = frozenset({Intent.FIRST_PAGE, Intent.NEXT_PAGE})
"""The intents of requests for pages, one after the other."""
_CURSORS = frozenset(
    {"cursor", "pagecursor", "nextcursor", "pagetoken", "nextpagetoken", "nexttoken", "continuationtoken"}
    | {"continuation", "startingafter", "startafter", "after", "marker", "offset"}
)
_AFTER_ROW = frozenset({"startingafter", "startafter"})
"""These name the last row that was seen, where an answer has no cursor."""
_OFFSETS = frozenset({"offset", "skip"})
_NUMBERS = frozenset({"page", "pagenumber", "pageno", "pagenum"})
_SIZES = frozenset({"limit", "pagesize", "perpage", "pagelimit", "maxresults", "size", "take", "top"})
_LONGEST = 4096
_Position = Callable[["Paging", ListPage, int, int], str]


@dataclass(frozen=True)
class Paging:
    """The parameters by which an operation lists in pages."""

    position: Parameter | None
    """What says which page is asked for; None where only a link in the answer does."""
    advance: _Position
    size: Parameter | None
    """What bounds the rows of a page."""


def paging_of(contract: Contract, operation: Operation) -> Paging | None:
    """Return how an operation lists in pages by the contract; None where it does not say so."""
    if operation.method != "GET":
        return None
    asked = [each for each in operation.parameters if each.location == "query" and not each.required]
    found = [(each, advance) for each in asked if (advance := _advance(contract, each)) is not None]
    size = next((each for each in asked if squeezed(each.name) in _SIZES and _type(contract, each) == "integer"), None)
    if found:
        # Of several ways the one that needs nothing of the answer.
        return Paging(*min(found, key=lambda each: each[1] is _by_cursor), size)
    return Paging(None, _by_link, size) if _documents_links(contract, operation) else None


def is_divided(operation: Operation) -> bool:
    """Return whether a parameter of an operation may bound or divide what it lists."""
    return any(squeezed(each.name) in _CURSORS | _OFFSETS | _NUMBERS | _SIZES for each in operation.parameters)


def first_page(paging: Paging, known: Exchange, fits: Callable[[str, Parameter], bool]) -> Case | None:
    """Return the case that asks for a first page of a few rows; None where the list is too short to be divided.

    The answer without a size has the rows that all pages are compared with.
    """
    page = _read(known)
    if page is None or len(page.rows) < 2:
        return None
    size = _few(page)
    if paging.size is None or not fits(str(size), paging.size):
        return replace(known.case, id="first-page-1", intent=Intent.FIRST_PAGE)
    query = (*known.case.query, (paging.size.name, str(size)))
    return replace(known.case, id="first-page-1", intent=Intent.FIRST_PAGE, query=query)


def _few(page: ListPage) -> int:
    """Return how many rows a page has: three pages divide the list, if that is known.

    If more may follow than is known, two divide the answer, so that the third shows whether they do.
    """
    rows, total = len(page.rows), page.total or 0
    if page.more and rows < total and ceil(total / PAGES) < rows:
        return ceil(total / PAGES)
    may_follow = page.more or (page.more is None and page.total not in (None, rows))
    return ceil(rows / (2 if may_follow else PAGES))


def next_page(operation: Operation, paging: Paging, walk: Sequence[Exchange]) -> Case | None:
    """Return the case that asks for the page after those of a walk; None at its end, or where no page is to follow.

    A link is followed only to the path that was asked for: nothing is ever sent elsewhere.
    """
    last = walk[-1]
    page = _read(last)
    if page is None or not page.rows or page.more is False:
        return None
    made = replace(last.case, id=f"next-page-{len(walk) + 1}", intent=Intent.NEXT_PAGE)
    if paging.position is None:
        query = _linked(operation, last, page.link)
        return None if query is None else replace(made, query=query)
    seen = sum(len(each.rows) for each in map(_read, walk) if each is not None)
    text = paging.advance(paging, page, len(walk), seen)
    if not text or len(text) > _LONGEST or not is_sendable(text):
        return None
    name = paging.position.name
    return replace(made, query=(*(pair for pair in last.case.query if pair[0] != name), (name, text)))


def _read(exchange: Exchange) -> ListPage | None:
    if not is_opened(exchange) or exchange.response is None:
        return None
    text = read_json(exchange.response.body)
    return page_of(exchange, text.value) if text.has_value else None


def _advance(contract: Contract, parameter: Parameter) -> _Position | None:
    """Return how a parameter goes on to the next page; None if it is not known to do so."""
    name, kind = squeezed(parameter.name), _type(contract, parameter)
    if name in _OFFSETS and kind == "integer":
        return None if "page" in _said(contract, parameter) else _by_offset
    if name in _NUMBERS and kind == "integer":
        # Whether the first page is 0 or 1 is certain only where a default or the least number says so.
        start, least = _keyword(contract, parameter, "default"), _keyword(contract, parameter, "minimum")
        if start == 0:
            return _by_number_from_zero
        return _by_number if start == 1 or (start is None and least != 0) else None
    is_moment = _keyword(contract, parameter, "format") in ("date", "date-time")
    return _by_cursor if name in _CURSORS and kind == "string" and not is_moment else None


def _by_offset(paging: Paging, page: ListPage, number: int, seen: int) -> str:
    return str(seen)


def _by_number(paging: Paging, page: ListPage, number: int, seen: int) -> str:
    return str(number + 1)


def _by_number_from_zero(paging: Paging, page: ListPage, number: int, seen: int) -> str:
    return str(number)


def _by_cursor(paging: Paging, page: ListPage, number: int, seen: int) -> str:
    row = page.rows[-1]
    is_after_row = paging.position is not None and squeezed(paging.position.name) in _AFTER_ROW
    if page.cursor or not is_after_row or not page.more or not isinstance(row, Mapping):
        return page.cursor
    last = row.get("id")
    return str(last) if isinstance(last, str | int) else ""


def _by_link(paging: Paging, page: ListPage, number: int, seen: int) -> str:
    return ""


def _linked(operation: Operation, exchange: Exchange, link: str) -> tuple[tuple[str, str], ...] | None:
    """Return the query of a link to another page of the same list; None for a link to anything else."""
    own = urlsplit(exchange.request.url)
    to = urlsplit(urljoin(exchange.request.url, link))
    if not link or (to.scheme, to.netloc, unquote(to.path)) != (own.scheme, own.netloc, unquote(own.path)):
        return None
    keys = {each.parameter for one in operation.security for each in one if each.location == "query"}
    pairs = tuple(pair for pair in parse_qsl(to.query, keep_blank_values=True) if pair[0] not in keys)
    is_plain = len(to.query) <= _LONGEST and all(is_sendable(text) for pair in pairs for text in pair)
    return pairs if is_plain and pairs != exchange.case.query else None


def _documents_links(contract: Contract, operation: Operation) -> bool:
    """Return whether the answers are documented to have a link to the next page."""
    schemas = [each for key, spec in operation.responses.items() if key[0] == "2" for each in spec.schemas]
    return any(not NEXT_LINKS.isdisjoint(documented_members(contract, schema)) for schema in schemas)


def documented_members(contract: Contract, schema: str) -> Iterator[str]:
    """Yield the squeezed names of what is documented around a list: at the top, and in an object about pages."""
    for at, node in in_place(contract.document, schema, ("allOf", "anyOf", "oneOf")):
        properties = node.get("properties")
        for name in properties if isinstance(properties, Mapping) else ():
            yield squeezed(name)
            if squeezed(name) in HOLDERS:
                yield from documented_members(contract, f"{at}/properties/{escape(name)}")


def _keyword(contract: Contract, parameter: Parameter, name: str) -> JsonValue:
    return next((node[name] for node in _nodes(contract, parameter) if name in node), None)


def _nodes(contract: Contract, parameter: Parameter) -> list[Mapping[str, JsonValue]]:
    """Return the schema of a parameter and those that apply or may apply with it: frameworks write optional so."""
    if parameter.schema is None:
        return []
    return [node for _, node in in_place(contract.document, parameter.schema, ("allOf", "anyOf", "oneOf"))]


def _type(contract: Contract, parameter: Parameter) -> str:
    """Return the only type of a parameter besides null; empty for several."""
    stated = [node.get("type") for node in _nodes(contract, parameter)]
    kinds = {kind for each in stated for kind in (each if isinstance(each, list) else [each])} - {None, "null"}
    return str(*kinds) if len(kinds) == 1 else ""


def _said(contract: Contract, parameter: Parameter) -> str:
    described = contract.document.get(f"{parameter.pointer}/description")
    return f"{described} {_keyword(contract, parameter, 'description')}".lower()
