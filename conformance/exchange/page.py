"""A page of a list as its answer shows it: the rows, whether more follow, and how to ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from conformance.exchange.listing import rows_in, squeezed, text_of
from conformance.model import Exchange, JsonValue

NEXT_LINKS = frozenset({"next", "nextlink", "odatanextlink", "nexturl", "nextpageurl", "nexthref", "nextpagelink"})
"""The squeezed names of links to the next page."""
_CURSORS = (
    *("nextcursor", "nextpagetoken", "nexttoken", "nextpagecursor", "nextmarker", "nextpage", "nextpagenumber", "next"),
    *("endcursor", "continuationtoken", "continuation", "after", "cursor"),
)
"""The squeezed names of cursors to the next page, the surest first."""
_OF_THIS_PAGE = frozenset({"cursor", "after", "continuation"})
"""These may as well be of the page itself."""
_MORE = frozenset({"hasmore", "hasnext", "hasnextpage", "more", "hasmorepages", "hasmoreitems", "ismore"})
_LAST = frozenset({"last", "islast", "islastpage", "lastpage", "isdone"})
_NUMBER, _PAGES = ("page", "currentpage", "pagenumber"), ("totalpages", "pagecount", "pages", "numpages")
_TOTALS = frozenset({"total", "totalcount", "totalitems", "totalresults", "totalelements", "totalrecords", "totalrows"})
HOLDERS = frozenset(
    {"meta", "metadata", "pagination", "paging", "page", "pageinfo", "cursors", "links", "responsemetadata"}
)
"""The squeezed names of objects about pages, beside the rows."""
_TOTAL_HEADERS = ("x-total-count", "x-total")
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s\",;]+))?)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))", re.IGNORECASE)


@dataclass(frozen=True)
class ListPage:
    """What an answer shows of a list."""

    rows: Sequence[JsonValue]
    link: str = ""
    """The link to the next page, as written; empty without one."""
    cursor: str = ""
    """The cursor of the next page."""
    more: bool | None = None
    """Whether the answer says that more rows follow; None where it says nothing."""
    says: str = ""
    """Where it says so."""
    total: int | None = None
    """How many rows there are in all, as the answer says."""
    total_at: str = ""
    """Where it says so: the name of a property or header."""
    around: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    """What is around the rows, by squeezed names."""

    @property
    def is_stuck(self) -> bool:
        """Whether more rows follow, and what would lead to them is there and empty."""
        ways = self.around.keys() & (NEXT_LINKS | {*_CURSORS} - _OF_THIS_PAGE)
        return bool(self.more and ways) and not any(self.around[name] for name in ways) and not self.link


def page_of(exchange: Exchange, value: JsonValue) -> ListPage:
    """Return what an answer with a JSON value shows of a list."""
    segments = [each for each in exchange.case.operation.partition(" ")[2].split("/") if each and "{" not in each]
    rows = rows_in(value, segments[-1] if segments else "").rows
    envelope = dict(_members(value))
    header = next_link(exchange)
    link = next((text for name, text in _texts(envelope, NEXT_LINKS) if _is_link(text)), header or "")
    more, says = _more(envelope, header, _asked_number(exchange))
    names = [name for name in _CURSORS if more or name != "cursor"]
    cursor = next((text for name, text in _texts(envelope, names) if not _is_link(text)), "")
    total, total_at = _total(exchange, envelope)
    return ListPage(rows, link, cursor, more, says, total, total_at, envelope)


def next_link(exchange: Exchange) -> str | None:
    """Return the target of `rel="next"` in the Link header (RFC 8288 section 3); empty if the header has others only.

    Returns:
        None where there is no link to a page at all.
    """
    header = exchange.response.header("link") if exchange.response is not None else None
    found: dict[str, str] = {}
    for target, parameters in _LINK.findall(header or ""):
        for quoted, bare in _REL.findall(parameters):
            for relation in (quoted or bare).lower().split():
                found.setdefault(relation, target)
    if found.get("next") == "":
        return None
    return found.get("next", "") if found.keys() & {"next", "prev", "previous", "first", "last"} else None


def _members(value: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """Yield the members around a list by their squeezed names: at the top, and in an object that is about pages."""
    for name, each in value.items() if isinstance(value, Mapping) else ():
        plain = squeezed(name)
        if plain in HOLDERS and isinstance(each, Mapping):
            yield from ((squeezed(inner), found) for inner, found in each.items())
        # In HAL a link is an object (`_links.next.href`).
        yield plain, each


def _texts(envelope: Mapping[str, JsonValue], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        value = envelope.get(name)
        text = text_of(value.get("href") if isinstance(value, Mapping) else value)
        if text:
            yield name, text


def _is_link(text: str) -> bool:
    return text.startswith(("http://", "https://", "/", "?")) or "?" in text


def _more(envelope: Mapping[str, JsonValue], header: str | None, asked: str | None) -> tuple[bool | None, str]:
    for name, value in envelope.items():
        if isinstance(value, bool) and name in _MORE:
            return value, name
        if isinstance(value, bool) and name in _LAST:
            return not value, name
    for name in envelope.keys() & (NEXT_LINKS | {*_CURSORS} - _OF_THIS_PAGE):
        if envelope[name] is None or isinstance(envelope[name], str | Mapping):
            return bool(envelope[name]), name
    number, pages = (next((envelope[name] for name in names if name in envelope), None) for names in (_NUMBER, _PAGES))
    if isinstance(number, int) and isinstance(pages, int) and pages >= 1 and asked in (None, str(number)):
        # The last page of three is 3, or 2 where they are counted from 0: the latter is not told from the second.
        follows = {0: pages > 1, 1: None if pages == 2 else pages > 1, pages: False}.get(number)
        return follows, "" if follows is None else "totalpages"
    return (None, "") if header is None else (bool(header), "Link")


def _asked_number(exchange: Exchange) -> str | None:
    """Return the number of the page that was asked for, if one was."""
    return next((text for name, text in exchange.case.query if squeezed(name) in _NUMBER), None)


def _total(exchange: Exchange, envelope: Mapping[str, JsonValue]) -> tuple[int | None, str]:
    for name in sorted(_TOTALS & envelope.keys()):
        value = envelope[name]
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value, name
    for name in _TOTAL_HEADERS:
        text = exchange.response.header(name) if exchange.response is not None else None
        if text is not None and re.fullmatch(r"[0-9]{1,15}", text):
            return int(text), name
    return None, ""
