"""A recording plays the API: it answers the requests that it holds, and sends nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias
from urllib.parse import SplitResult, parse_qsl, quote, unquote, unquote_to_bytes, urlsplit

import httpx
import respx

from conformance.contract.bodies import wire_path
from conformance.contract.media_types import matching
from conformance.contract.openapi import Operation
from conformance.exchange.accepting import ANYTHING, accept_of
from conformance.exchange.credentials import present
from conformance.exchange.target import schemes_for
from conformance.exchange.trouble import UnrecordedError
from conformance.model import Aspect, Exchange, Intent, Target

_Headers: TypeAlias = Sequence[tuple[str, str]]
_Pairs: TypeAlias = tuple[tuple[str, str], ...]
_REFUSALS = frozenset({401, 403})
# The headers that distinguish requests for the same URL, beside those that the contract names.
_DISTINGUISHING = frozenset(
    {
        *("authorization", "cookie", "range", "if-range"),
        *("if-match", "if-none-match", "if-modified-since", "if-unmodified-since"),
    }
)
# The headers that no longer describe a body once it is recorded.
_PACKING = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_VARIABLE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class _Asked:
    """What distinguishes a request from others, however it is spelled."""

    method: str
    path: str
    query: _Pairs
    headers: _Pairs


@dataclass(frozen=True)
class Played:
    """A recorded exchange, given as an answer."""

    exchange: Exchange
    is_first: bool
    """Whether it is the first of its request, given for the first time."""


class Player:
    """Answers requests from recorded exchanges: equal ones in their order, then the last one repeatedly."""

    def __init__(self, exchanges: Sequence[Exchange], target: Target, operations: Sequence[Operation]) -> None:
        """Index the exchanges that may be played.

        Args:
            exchanges: The recorded exchanges.
            target: Where they took place, with the credentials that are known.
            operations: The operations of the contract.
        """
        self.played: Played | None = None
        """What the last request was answered with."""
        bases = (urlsplit(target.base_url).path,)
        distinguishing = _DISTINGUISHING | frozenset(_named_headers(operations))
        held: dict[str, list[Exchange]] = defaultdict(list)
        for exchange in exchanges:
            held[exchange.case.operation].append(exchange)
        # Paths that differ only in the names of their parameters are the same to respx, and to a client.
        alike: dict[tuple[str, str], list[Operation]] = defaultdict(list)
        for operation in operations:
            alike[operation.method, wire_path(operation.path)].append(operation)
        self._router = respx.Router(assert_all_called=False)
        for group in alike.values():
            playable = [each for one in group for each in held[one.id] if _is_playable(each, one, target)]
            play = partial(self._play, Turns(playable, group[0], bases, distinguishing))
            self._router.route(**lookups_of(group[0], bases)).mock(side_effect=play)
        self._router.route().mock(side_effect=UnrecordedError)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Return the answer that was recorded to a request.

        Raises:
            UnrecordedError: There is none.
        """
        self.played = None
        return self._router.handler(request)

    def _play(self, turns: Turns, request: httpx.Request) -> httpx.Response | None:
        self.played = turns.take(request)
        return None if self.played is None else response_of(self.played.exchange)


class Turns:
    """The recorded exchanges of one operation by request, each answered in turn.

    One look-up finds a request among thousands; routes would be tried one after the other.
    """

    def __init__(
        self, exchanges: Iterable[Exchange], operation: Operation, bases: Sequence[str], distinguishing: frozenset[str]
    ) -> None:
        """Index the exchanges of an operation.

        Args:
            exchanges: The recorded exchanges of the operation.
            operation: The operation.
            bases: The paths of servers, the longest first: requests have one of them before that of the operation.
            distinguishing: The headers, in lower case, that distinguish requests for the same URL.
        """
        self._bases = [re.compile("[^/]+".join(map(re.escape, _VARIABLE.split(base)))) for base in bases]
        self._distinguishing = distinguishing
        self._taken: dict[_Asked, int] = defaultdict(int)
        self._held: dict[_Asked, list[Exchange]] = defaultdict(list)
        for exchange in exchanges:
            with suppress(ValueError):  # of a damaged recording whose address is not a URL
                self._held[self._recorded(exchange, operation)].append(exchange)

    def take(self, request: httpx.Request) -> Played | None:
        """Return the answer to a request, the last one repeatedly; None if there is none."""
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        base = next((found[0] for each in self._bases if (found := each.match(path))), "")
        asked = self._asked(request.method, path.removeprefix(base), query, request.headers.multi_items())
        held = self._held.get(asked)
        if held is None:
            return None
        turn = self._taken[asked]
        self._taken[asked] += 1
        return Played(held[min(turn, len(held) - 1)], turn == 0)

    def _recorded(self, exchange: Exchange, operation: Operation) -> _Asked:
        # Other tools put the server's path before it: the operation's has as many segments as its template.
        segments = exchange.case.path.split("/")[-operation.path.count("/") :]
        query = _place(exchange).query
        return self._asked(exchange.case.method, f"/{'/'.join(segments)}", query, exchange.request.headers)

    def _asked(self, method: str, path: str, query: str, headers: _Headers) -> _Asked:
        # Latin-1 has a character for every byte: what is not UTF-8 is distinguished too.
        pairs = parse_qsl(query, keep_blank_values=True, encoding="latin-1")
        named = sorted((name.lower(), value) for name, value in headers if name.lower() in self._distinguishing)
        segments = (quote(unquote_to_bytes(segment), safe="") for segment in path.split("/"))
        return _Asked(method, "/".join(segments), tuple(sorted(pairs, key=lambda pair: pair[0])), tuple(named))


def lookups_of(operation: Operation, bases: Sequence[str]) -> dict[str, Any]:
    """Return how respx finds the requests of an operation: by method, and by path, which it compares unquoted."""
    parts = _VARIABLE.split(operation.path)
    before = "|".join(".+".join(map(re.escape, _VARIABLE.split(unquote(base)))) for base in bases)
    path = re.compile(f"(?:{before})" + ".+".join(map(re.escape, parts)) + r"\Z", re.DOTALL)
    return {"method": operation.method, "path__regex": path}


def response_of(exchange: Exchange) -> httpx.Response:
    """Return a recorded answer as httpx gives it."""
    response = exchange.response
    assert response is not None
    headers = [
        (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
        for name, value in response.headers
        if name.lower() not in _PACKING
    ]
    return httpx.Response(response.status, headers=headers, stream=httpx.ByteStream(response.body))


def _is_playable(exchange: Exchange, operation: Operation, target: Target) -> bool:
    """Return whether an exchange has an answer, and is known to have been sent as its record says."""
    response = exchange.response
    if response is None or exchange.trouble is not None or Aspect.OCCURRENCE not in exchange.shows:
        return False
    if response.is_cut or response.undecoded:
        return False  # as httpx would give it, it had another body
    if exchange.case.intent is not Intent.OBSERVED:
        return True  # our own record of what our own transport sent
    place, base = _place(exchange), urlsplit(target.base_url)
    if place.netloc and (place.scheme, place.netloc) != (base.scheme, base.netloc):
        return False
    if response.status in _REFUSALS:
        return False  # of a key that the record leaves out, or that was good before or after
    if not _accepts_as_we_do(exchange, operation):
        return False
    return not operation.security or _presents_the_key(exchange, operation, target)


def _accepts_as_we_do(exchange: Exchange, operation: Operation) -> bool:
    """Return whether a request accepts some media type that the contract offers, as ours do; without Accept it does."""
    accepted = [value for name, value in exchange.request.headers if name.lower() == "accept"]
    ranges = [part.partition(";")[0] for value in accepted for part in value.split(",")]
    named = [part.partition(";")[0] for part in accept_of(operation).split(",")]
    offered = [name for name in named if name != ANYTHING] or ["application/json"]
    both = ((one, other) for one in ranges for other in offered)
    return not accepted or any(matching(one, [other]) or matching(other, [one]) for one, other in both)


def _presents_the_key(exchange: Exchange, operation: Operation, target: Target) -> bool:
    """Return whether the right credentials are seen: other tools leave them out, so their absence proves nothing."""
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
