"""A recording plays the API: it answers the requests that it holds, and sends none of them anywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urlsplit

import httpx
import respx
from respx.patterns import Lookup, Pattern

from conformance.contract.openapi import Operation
from conformance.exchange.credentials import present
from conformance.exchange.target import schemes_for
from conformance.exchange.trouble import UnrecordedError
from conformance.model import Aspect, Exchange, Intent, Target

_Headers: TypeAlias = Sequence[tuple[str, str]]
_Pairs: TypeAlias = tuple[tuple[str, str], ...]
_REFUSALS = frozenset({401, 403})
# What makes another request of one to the same place, beside the headers that the contract names.
_TELLING = frozenset(
    {
        *("authorization", "cookie", "range", "if-range"),
        *("if-match", "if-none-match", "if-modified-since", "if-unmodified-since"),
    }
)
# What a body no longer is once it is recorded.
_PACKING = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_JSON = ("application/json", "application/*", "*/*")


@dataclass(frozen=True)
class _Asked:
    """What tells one request from another, however it is spelled."""

    method: str
    path: str
    query: _Pairs
    headers: _Pairs


@dataclass(frozen=True)
class Played:
    """An exchange that was recorded, given as an answer."""

    exchange: Exchange
    is_first: bool
    """Whether it is the first of its request, given for the first time."""


class Player:
    """Answers requests from what was recorded: the same ones in their order, with the last answer again and again."""

    def __init__(self, exchanges: Sequence[Exchange], target: Target, operations: Sequence[Operation]) -> None:
        """Learn what may be played.

        Args:
            exchanges: What was recorded.
            target: Where that was, and the credentials that open it as far as they are known.
            operations: The operations that it is of.
        """
        self.played: Played | None = None
        """What the last request was answered by."""
        self._base = urlsplit(target.base_url).path
        self._telling = _TELLING | frozenset(_named_headers(operations))
        self._turns: dict[_Asked, int] = defaultdict(int)
        self._held: dict[_Asked, list[Exchange]] = defaultdict(list)
        by_id = {operation.id: operation for operation in operations}
        for exchange in exchanges:
            operation = by_id.get(exchange.case.operation)
            with suppress(ValueError):  # of an address that is none, which a damaged recording may have
                if operation is not None and _is_playable(exchange, operation, target):
                    self._held[self._recorded(exchange, operation)].append(exchange)
        self._router = respx.Router(assert_all_called=False)
        self._router.route(_Holds(frozenset(self._held), self._sent)).mock(side_effect=self._play)
        self._router.route().mock(side_effect=UnrecordedError)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Return the answer that was recorded to a request.

        Raises:
            UnrecordedError: There is none.
        """
        self.played = None
        return self._router.handler(request)

    def _play(self, request: httpx.Request) -> httpx.Response:
        asked = self._sent(request)
        held, turn = self._held[asked], self._turns[asked]
        self._turns[asked] += 1
        exchange = held[min(turn, len(held) - 1)]
        self.played = Played(exchange, turn == 0)
        response = exchange.response
        assert response is not None
        headers = [
            (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
            for name, value in response.headers
            if name.lower() not in _PACKING
        ]
        return httpx.Response(response.status, headers=headers, stream=httpx.ByteStream(response.body))

    def _sent(self, request: httpx.Request) -> _Asked:
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        return self._asked(request.method, path.removeprefix(self._base), query, request.headers.multi_items())

    def _recorded(self, exchange: Exchange, operation: Operation) -> _Asked:
        # Other tools have the path of a server before it: that of the operation has as many segments as its template.
        segments = exchange.case.path.split("/")[-operation.path.count("/") :]
        query = _place(exchange).query
        return self._asked(exchange.case.method, f"/{'/'.join(segments)}", query, exchange.request.headers)

    def _asked(self, method: str, path: str, query: str, headers: _Headers) -> _Asked:
        # Latin-1 has a character for every byte: what is not UTF-8 is told apart too.
        pairs = parse_qsl(query, keep_blank_values=True, encoding="latin-1")
        told = sorted((name.lower(), value) for name, value in headers if name.lower() in self._telling)
        segments = (quote(unquote_to_bytes(segment), safe="") for segment in path.split("/"))
        return _Asked(method, "/".join(segments), tuple(sorted(pairs, key=lambda pair: pair[0])), tuple(told))


class _Holds(Pattern):
    """Matches the requests that are held."""

    key = "holds"
    lookups = (Lookup.IN,)

    def __init__(self, held: frozenset[_Asked], asked: Callable[[httpx.Request], _Asked]) -> None:
        super().__init__(held)
        self._read = asked

    def parse(self, request: httpx.Request) -> _Asked:
        """Return what is asked for."""
        return self._read(request)


def _is_playable(exchange: Exchange, operation: Operation, target: Target) -> bool:
    """Tell whether an exchange has an answer, and is known to have been sent as its record says."""
    response = exchange.response
    if response is None or exchange.trouble is not None or Aspect.OCCURRENCE not in exchange.shows:
        return False
    if exchange.case.intent is not Intent.OBSERVED:
        return True  # our own record of what our own transport sent
    place, base = _place(exchange), urlsplit(target.base_url)
    if place.netloc and (place.scheme, place.netloc) != (base.scheme, base.netloc):
        return False
    if response.status in _REFUSALS:
        return False  # of a key that the record leaves out, or that was good before or after
    accepted = [value for name, value in exchange.request.headers if name.lower() == "accept"]
    if accepted and not any(kind in value for value in accepted for kind in _JSON):
        return False
    return not operation.security or _presents_the_key(exchange, operation, target)


def _presents_the_key(exchange: Exchange, operation: Operation, target: Target) -> bool:
    """Tell whether the right credentials are seen: other tools leave them out, so where none are seen nobody knows."""
    schemes = schemes_for(operation, target)
    if not schemes:
        return False
    right = present(schemes, target, Intent.KNOWN)
    headers = {(name.lower(), value) for name, value in exchange.request.headers}
    seen = headers >= {(name.lower(), value) for name, value in right.headers}
    return seen and set(parse_qsl(_place(exchange).query, keep_blank_values=True)) >= set(right.query)


def _place(exchange: Exchange) -> SplitResult:
    return urlsplit(exchange.request.url)


def _named_headers(operations: Sequence[Operation]) -> Iterator[str]:
    """Yield the headers that the contract names as parameters or for a key, in lower case."""
    for operation in operations:
        yield from (each.name.lower() for each in operation.parameters if each.location == "header")
        schemes = (scheme for alternative in operation.security for scheme in alternative)
        yield from (scheme.parameter.lower() for scheme in schemes if scheme.location == "header")
