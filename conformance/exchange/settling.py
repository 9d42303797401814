"""Whether what was found is still there: a 404 on a listed id is the API's only while the id is listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from conformance.exchange.discovery import is_opened
from conformance.exchange.json_text import read_json
from conformance.exchange.listing import mentions
from conformance.exchange.templates import texts_in
from conformance.model import Case, Exchange, Intent

SAME_TIME = 60.0
"""The most seconds between a list and an answer that are compared."""
_GONE = frozenset({404, 410})
_CLOSED = frozenset({401, 403})
"""What is listed for somebody need not be open to them."""


def doubtful(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """Return the requests for something found that the API says is gone, or not open, and never says otherwise."""
    last_opened = {_request(each): each.sequence for each in exchanges if is_opened(each)}
    return [
        each
        for each in exchanges
        if each.case.intent is Intent.KNOWN
        and each.case.found
        and each.trouble is None
        and (
            (_status(each) in _GONE and last_opened.get(_request(each), -1) < each.sequence)
            # After a success it may be a client that is locked out.
            or (_status(each) in _CLOSED and _request(each) not in last_opened)
        )
    ]


def settle(exchanges: list[Exchange], ask: Callable[[Case], Exchange | None]) -> None:
    """Ask again for the lists of what is said to be gone; what is no longer listed counts as unknown from then on.

    So does what is only below something listed, for that need not have it: the favicon of a site.

    Args:
        exchanges: All exchanges, which are changed in place.
        ask: Sends a case and adds its exchange; returns None where the ceiling is reached.
    """
    lists: dict[int, Exchange | None] = {}
    gone: set[tuple[str, str | None]] = set()
    named_otherwise = {each.case.operation for each in exchanges if _is_guessed(each)}
    for each in doubtful(exchanges):
        may_be_listed = each.case.is_listed and each.case.operation not in named_otherwise and _status(each) in _GONE
        source = next(_sources(each, exchanges), None) if may_be_listed else None
        if source is not None and source.sequence not in lists:
            lists[source.sequence] = ask(replace(source.case, id=f"known-listed-again-{source.sequence}"))
        again = lists[source.sequence] if source is not None else None
        if source is None or again is None or not _is_still_listed(each, source, again):
            gone.add((each.case.operation, each.case.known))
            exchanges[each.sequence] = _as_unknown(each)
    for each in [*exchanges]:
        is_gone = (each.case.operation, each.case.known) in gone and _status(each) in _GONE
        if each.case.intent is Intent.RESPELLED and is_gone:
            exchanges[each.sequence] = _as_unknown(each)


def _as_unknown(exchange: Exchange) -> Exchange:
    case = replace(exchange.case, id=f"unknown-gone-{exchange.sequence}", intent=Intent.UNKNOWN, known=None, found="")
    return replace(exchange, case=case)


def _is_still_listed(asked: Exchange, before: Exchange, after: Exchange) -> bool:
    """Return whether what was asked for is listed before and after, and once of these in the same minute."""
    is_near = any(abs(_time(asked) - _time(each)) <= SAME_TIME for each in (before, after))
    return is_near and _lists(after, asked)


def _sources(asked: Exchange, exchanges: Sequence[Exchange]) -> Iterator[Exchange]:
    """Yield the exchanges that listed what was asked for."""
    return (each for each in exchanges if each.case.operation == asked.case.found and _lists(each, asked))


def _lists(exchange: Exchange, asked: Exchange) -> bool:
    if not is_opened(exchange) or exchange.response is None:
        return False
    texts = texts_in(asked.case.path, asked.case.operation.partition(" ")[2])
    return bool(texts) and mentions(read_json(exchange.response.body).value, texts[-1])


def _is_guessed(exchange: Exchange) -> bool:
    return exchange.case.intent is Intent.GUESSED and is_opened(exchange)


def _request(exchange: Exchange) -> tuple[str, str]:
    return exchange.case.operation, exchange.case.path


def _status(exchange: Exchange) -> int:
    return exchange.response.status if exchange.response else 0


def _time(exchange: Exchange) -> float:
    return (exchange.response.received if exchange.response else None) or 0.0
