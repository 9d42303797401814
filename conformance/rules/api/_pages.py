"""Shared by the rules on pages: the pages that were walked, beside the same list as it is without a size of pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from conformance.exchange.listing import squeezed
from conformance.exchange.page import HOLDERS, ListPage, page_of
from conformance.exchange.paging import is_divided, paging_of
from conformance.model import Exchange, Intent, JsonValue
from conformance.rules.evidence import Evidence, is_success
from conformance.rules.observation import Inapplicable, Inconclusive
from conformance.rules.properties import Property, properties_of
from conformance.rules.rows import is_id, own_names, plain_id

_Ids = tuple[str | int, ...]


@dataclass(frozen=True)
class Listed:
    """An answer with rows, and the ids of these; None where not every row has one of its own."""

    exchange: Exchange
    page: ListPage
    ids: _Ids | None


@dataclass(frozen=True)
class PageWalk:
    """The pages of a list, one after the other."""

    pages: tuple[Listed, ...]
    wholes: tuple[Listed, ...]
    """The answers to the same request without a size of pages."""

    @property
    def whole(self) -> Listed:
        """The list as it is without a size of pages: all of it, or the first page of the usual size."""
        return self.wholes[0]

    @cached_property
    def ids(self) -> _Ids:
        """The ids of all pages, in their order."""
        return tuple(name for each in self.pages for name in each.ids or ())

    @property
    def doubt(self) -> str:
        """Why nothing is certain about its rows; empty where they were listed in one order before and after."""
        if any(each.ids is None for each in (*self.pages, *self.wholes)):
            return "nothing identifies the rows of the pages"
        before = [each for each in self.wholes if each.exchange.sequence < self.pages[0].exchange.sequence]
        if not 0 < len(before) < len(self.wholes):
            return "the list was not read before and after its pages"
        is_same = all(each.ids == self.whole.ids for each in self.wholes)
        return "" if is_same else "the list changed while its pages were read"

    @property
    def has_one_total(self) -> bool:
        """Whether all its pages say the same of how many rows there are in all."""
        return len({each.page.total for each in (*self.pages, *self.wholes)}) == 1

    @property
    def has_ended(self) -> bool:
        """Whether its last page says, or shows, that no more follow."""
        last = self.pages[-1].page
        return last.more is False or not last.rows


def walked(evidence: Evidence) -> Iterator[PageWalk | Inapplicable | Inconclusive]:
    """Yield the pages that were walked, each time from the first one on, or why there are none to judge."""
    if paging_of(evidence.contract, evidence.operation) is None:
        yield Inapplicable("the contract has no pages here")
        return
    walks: list[list[Exchange]] = []
    for exchange in evidence.of(Intent.FIRST_PAGE, Intent.NEXT_PAGE):
        if exchange.case.intent is Intent.FIRST_PAGE or not walks:
            walks.append([])
        walks[-1].append(exchange)
    yield from (_walk(evidence, exchanges) for exchanges in walks)


def _walk(evidence: Evidence, exchanges: Sequence[Exchange]) -> PageWalk | Inconclusive:
    found = [listed(evidence, each) if is_success(each) else None for each in exchanges]
    # A cursor may have expired.
    pages = tuple(each for each in takewhile(bool, found) if each is not None)
    if len(pages) < 2:
        return Inconclusive("no two pages were read: the list is short, or the next page was not answered")
    path = exchanges[0].case.path
    same = (each for each in evidence.of(Intent.KNOWN) if each.case.path == path and is_success(each))
    wholes = tuple(each for each in (listed(evidence, each) for each in same) if each is not None)
    return PageWalk(pages, wholes) if wholes else Inconclusive("the list without a size of pages was not answered")


def listed(evidence: Evidence, exchange: Exchange) -> Listed | None:
    """Return an answer as a list; None where it is not JSON."""
    text = evidence.json(exchange)
    if text is None or not text.has_value:
        return None
    page = page_of(exchange, text.value)
    return Listed(exchange, page, _ids(evidence, page.rows))


def _ids(evidence: Evidence, rows: Sequence[JsonValue]) -> _Ids | None:
    """Return the ids of rows by the property that identifies them; None where one of them has none."""
    names = {*own_names(evidence).values()}
    name = names.pop() if len(names) == 1 else "id"
    values = [row.get(name) if isinstance(row, Mapping) else None for row in rows]
    ids = tuple(plain_id(value) for value in values if is_id(value))
    return ids if len({*ids}) == len(rows) else None


def rows_in_all(evidence: Evidence, found: Listed) -> int | None:
    """Return how many rows a list has that an answer starts: as it says, or as its pages show; None if unknown."""
    if found.page.more is False or (found.page.more is None and not is_divided(evidence.operation)):
        return len(found.page.rows)
    for walk in walked(evidence):
        if isinstance(walk, PageWalk) and not walk.doubt and walk.has_ended and walk.has_one_total:
            seen = {*walk.ids}
            is_all = found.ids is not None and seen >= {*found.ids, *(walk.whole.ids or ())}
            return len(seen) if is_all else None
    return None


def rows_at_least(evidence: Evidence, found: Listed) -> int:
    """Return how many rows a list has at least: those of an answer, or of all its pages."""
    walks = [each for each in walked(evidence) if isinstance(each, PageWalk) and not each.doubt]
    same = [each for each in walks if found.ids is not None and {*found.ids} & {*each.ids}]
    sure = ({*(each.whole.ids or ()), *(each.ids if each.has_one_total else ())} for each in same)
    return max(len(found.page.rows), *map(len, sure), 0)


def documented_around(evidence: Evidence, schema: str) -> dict[str, Property]:
    """Return what is documented around a list, by squeezed names: at the top, and in an object about pages."""
    found: dict[str, Property] = {}
    for each in properties_of(evidence.contract.document, schema).values():
        if squeezed(each.name) in HOLDERS:
            found = {**documented_around(evidence, each.pointer), **found}
        found[squeezed(each.name)] = each
    return found
