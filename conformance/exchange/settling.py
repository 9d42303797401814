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
    """Return the requests for something found that the API says is not there, or not open, and never said is."""
    opened = {(each.case.operation, each.case.path) for each in exchanges if is_opened(each)}
    return [
        each
        for each in exchanges
        if each.case.intent is Intent.KNOWN
        and each.case.found
        and each.trouble is None
        and _status(each) in _GONE | _CLOSED
        and (each.case.operation, each.case.path) not in opened
    ]


def settle(exchanges: list[Exchange], ask: Callable[[Case], Exchange | None]) -> None:
    """Ask again for the lists of what is said to be gone; what is no longer listed counts as unknown from then on.

    Args:
        exchanges: All exchanges, which are changed in place.
        ask: Sends a case and adds its exchange; returns None where the ceiling is reached.
    """
    lists: dict[int, Exchange | None] = {}
    named_otherwise = {each.case.operation for each in exchanges if _is_guessed(each)}
    for each in doubtful(exchanges):
        source = None if each.case.operation in named_otherwise else next(_sources(each, exchanges), None)
        if source is not None and source.sequence not in lists and _status(each) in _GONE:
            lists[source.sequence] = ask(replace(source.case, id=f"known-listed-again-{source.sequence}"))
        again = lists.get(source.sequence) if source is not None else None
        if _status(each) in _CLOSED or source is None or again is None or not _is_still_listed(each, source, again):
            gone = replace(each.case, id=f"unknown-gone-{each.sequence}", intent=Intent.UNKNOWN, known=None)
            exchanges[each.sequence] = replace(each, case=gone)


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
    if exchange.case.operation == asked.case.operation:
        return exchange.case.path == asked.case.path  # it was found by asking for it
    texts = texts_in(asked.case.path, asked.case.operation.partition(" ")[2])
    return bool(texts) and mentions(read_json(exchange.response.body).value, texts[-1])


def _is_guessed(exchange: Exchange) -> bool:
    return exchange.case.intent is Intent.GUESSED and is_opened(exchange)


def _status(exchange: Exchange) -> int:
    return exchange.response.status if exchange.response else 0


def _time(exchange: Exchange) -> float:
    return (exchange.response.received if exchange.response else None) or 0.0
