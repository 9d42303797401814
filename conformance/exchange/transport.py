"""The one module that talks to a network: sends planned requests, one connection each, bounded in time and size."""

from __future__ import annotations

import logging
import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import cast
from urllib.parse import unquote

import httpx

from conformance import __version__
from conformance.contract.media_types import parse_media_type
from conformance.contract.openapi import Operation
from conformance.exchange.accepting import ANYTHING, accept_of
from conformance.exchange.addresses import Addresses, is_better
from conformance.exchange.attribution import is_for
from conformance.exchange.connection import Connection, Stage
from conformance.exchange.credentials import Credentials
from conformance.exchange.curl import curl
from conformance.exchange.deadline import Deadline
from conformance.exchange.limits import MAX_BODIES, Limits
from conformance.exchange.network import HAS_HTTP2, USUAL, Network, NetworkOptions, network_for
from conformance.exchange.parameters import query_string
from conformance.exchange.silence import Silence, gave_up
from conformance.exchange.target import SAFE_METHODS, checked_url
from conformance.exchange.token_command import TokenCommand
from conformance.exchange.trouble import HTTP2_ONLY, RATE_LIMITED, UNRECORDED, trouble_of
from conformance.exchange.unpacking import (
    CUT_OFF,
    MAX_BODY,
    MAYBE_CUT_OFF,
    CodingError,
    TooLargeError,
    unpack,
    unpack_beginning,
)
from conformance.exchange.values import is_sendable
from conformance.exchange.waiting import retry_after
from conformance.model import Case, Exchange, InputError, Request, Response, Target, Trouble

STREAM_SECONDS, STREAM_BYTES = 3.0, 2**20
"""How long, and how much, of a stream is read, which may have no end."""
MAX_RETRY_AFTER = 60
"""The most seconds that a 429 may make a run wait, once."""
_PAGE_SECONDS = 30.0
_REQUEST_ID = "X-Request-Id"
# Its debug messages quote the headers of every answer, and whoever logs at that level would keep them.
logging.getLogger("httpcore").setLevel(logging.INFO)
_HEADERS = (
    ("User-Agent", f"bolna-conformance/{__version__}"),
    ("Accept-Encoding", "gzip"),
    ("Connection", "keep-alive"),
)


class _NoAnswerError(Exception):
    """There is no answer, for the reason given."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.reason)
        self.trouble = trouble


@dataclass
class Transport:
    """Sends the cases of the operations given, to one target, up to a ceiling and at a pace."""

    target: Target
    operations: Iterable[Operation]
    max_requests: int
    timeout: float
    sleep: Callable[[float], None] = time.sleep
    interval: float = 0.0
    """The least number of seconds from one request to the next."""
    player: Callable[[httpx.Request], httpx.Response] | None = None
    """Answers in place of the network: with it nothing is sent."""
    more: Credentials = field(default_factory=Credentials)
    """What the user adds to every request."""
    addresses: Addresses = field(default_factory=Addresses)
    """Where the operations are, as far as it is known; by default at the base URL of the target."""
    spare: int = 0
    """How many more requests may be sent to find out."""
    limits: Limits = field(default_factory=lambda: Limits(MAX_BODY, MAX_BODIES))
    """How much of the answers is read."""
    network: Network = field(default_factory=Network)
    """The way to the target."""
    token_command: TokenCommand | None = None
    """Prints a new token when one has expired."""
    sent: int = 0
    exchanges: list[Exchange] = field(default_factory=list)
    stopped: Trouble | None = None
    """Why nothing more is sent; None while the target answers."""
    _has_waited: bool = False
    _next: float = 0.0
    _kept: int = 0

    def __post_init__(self) -> None:
        self.operations = tuple(self.operations)
        self._templates = {
            (operation.method, tuple(operation.path.split("/")))
            for operation in self.operations
            if operation.method in SAFE_METHODS
        }
        self._accepted = {operation.id: accept_of(operation) for operation in self.operations}
        self._silence = Silence(len(self._templates))
        if not self.addresses.base:
            self.addresses = Addresses(self.target.base_url)

    def send(self, case: Case, credentials: Credentials) -> Exchange:
        """Send a case and return what came back; never raises for what the network or the target does."""
        credentials = credentials.with_more(self.more)
        request = self._request(case, credentials, self.addresses)
        trouble = self._refusal(case)
        exchange = Exchange(len(self.exchanges), case, request, None, trouble)
        if trouble is None:
            exchange = self._exchange(exchange)
            if self._may_retry(exchange):
                exchange = self._exchange(exchange)
            exchange = self._at_right_address(exchange, credentials)
            self._learn(exchange)
        self.exchanges.append(exchange)
        return exchange

    def _request(self, case: Case, credentials: Credentials, addresses: Addresses) -> Request:
        query = query_string((*case.query, *credentials.query))
        base, path = addresses.base_of(case), addresses.path_of(case)
        named = {name.lower() for name, _ in (*case.headers, *credentials.headers)}
        if "accept" not in named:
            case = replace(case, headers=(("Accept", self._accepted.get(case.operation, ANYTHING)), *case.headers))
        headers = (*_HEADERS, *_with_one_cookie((*case.headers, *credentials.headers)))
        repeat = curl(base, replace(case, path=path), credentials)
        return Request(
            case.method, f"{base}{path}" + (f"?{query}" if query else ""), headers, credentials.secrets, repeat
        )

    def _at_right_address(self, exchange: Exchange, credentials: Credentials) -> Exchange:
        """Ask once more where an answer hints at another spelling of the same host's URL; return the better exchange.

        Only the last slash and the document's own base path differ, so the key goes nowhere else.
        """
        tried = self.addresses.after(exchange)
        if tried is self.addresses or (not self.spare and self.sent >= self.max_requests):
            self.addresses = self.addresses.confirmed(exchange)
            return exchange
        if self.spare:
            self.spare, self.max_requests = self.spare - 1, self.max_requests + 1
        again = self._exchange(replace(exchange, request=self._request(exchange.case, credentials, tried)))
        if not is_better(again, exchange, self.addresses.respelled):
            self.addresses = self.addresses.rejected(tried)
            return exchange
        self.addresses = tried
        return again

    def _refusal(self, case: Case) -> Trouble | None:
        if self.stopped is not None:
            return self.stopped
        if self.addresses.is_elsewhere(case):
            return Trouble("unplanned", "not sent: the contract has this operation on a server of its own, elsewhere")
        silent = self._silence.of(case.operation)
        if silent is not None:
            return silent
        if self.sent >= self.max_requests:
            return Trouble("ceiling", f"not sent: the ceiling of {self.max_requests} requests is reached")
        if not self._is_planned(case):
            return Trouble("unplanned", "not sent: this request is for no operation of the contract")
        return None

    def _is_planned(self, case: Case) -> bool:
        # Without its first slash a path would become part of the host, and what follows one of these is not path.
        if not case.path.startswith("/") or set(case.path) & set("?#\\"):
            return False
        segments = case.path.split("/")
        return any(
            method == case.method
            and len(template) == len(segments)
            and all(
                is_for(part, segment) and ("{" not in part or is_sendable(unquote(segment)))
                for part, segment in zip(template, segments, strict=True)
            )
            for method, template in self._templates
        )

    def _exchange(self, exchange: Exchange) -> Exchange:
        self._pace()
        request = _named(exchange.request)
        self.sent += 1
        response, trouble = None, None
        try:
            response = self._receive(request)
            self._kept += len(response.body)
        except _NoAnswerError as error:
            trouble = error.trouble
        if response is not None and response.status == 429:
            trouble = RATE_LIMITED
        return Exchange(exchange.sequence, exchange.case, request, response, trouble)

    def _receive(self, request: Request) -> Response:
        room = self.limits.total - self._kept
        if self.player is not None:
            return _receive(request, Stage(self.player), self.limits, room)
        response, self.network = _answered(request, self.network, self.timeout, self.limits, room)
        return response

    def _pace(self) -> None:
        """Wait until the next request may be sent."""
        wait = self._next - time.monotonic()
        if wait > 0:
            self.sleep(wait)
        self._next = time.monotonic() + self.interval

    def _may_retry(self, exchange: Exchange) -> bool:
        """Wait as long as a 429 asks for, once in a run and a minute at most (RFC 9110 section 10.2.3)."""
        if exchange.response is None or exchange.response.status != 429 or self._has_waited:
            return False
        seconds = retry_after(exchange.response)
        if seconds is None or seconds > MAX_RETRY_AFTER or self.sent >= self.max_requests:
            return False
        self._has_waited = True
        self.sleep(seconds)
        return True

    def _learn(self, exchange: Exchange) -> None:
        """Stop when the target asks for it, or when it is silent as a whole; a silent operation is left alone."""
        trouble = exchange.trouble
        if trouble is UNRECORDED:
            return
        self._silence.learn(exchange)
        if trouble is not None and trouble.kind == "rate-limited":
            self.stopped = Trouble("rate-limited", f"not sent: {trouble.reason}")
        elif trouble is not None and self._silence.is_doubtful(trouble):
            if self._still_answers():
                self._silence.is_over()
            else:
                self.stopped = gave_up(trouble)

    def _still_answers(self) -> bool:
        """Ask once more for what was answered before."""
        known = self._silence.witness()
        if known is None or self.sent >= self.max_requests:
            return False
        return self._exchange(known).trouble is None


def _with_one_cookie(headers: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Yield headers, all cookies in one of them (RFC 6265 section 5.4)."""
    yield from (header for header in headers if header[0].lower() != "cookie")
    cookies = [value for name, value in headers if name.lower() == "cookie"]
    if cookies:
        yield "Cookie", "; ".join(cookies)


def _named(request: Request) -> Request:
    """Return a request with a fresh id, by which it is found in the logs of the target."""
    name = str(uuid.uuid4())
    others = (header for header in request.headers if header[0].lower() != _REQUEST_ID.lower())
    return replace(request, headers=(*others, (_REQUEST_ID, name)), id=name)


def fetch_page(url: str, options: NetworkOptions = USUAL) -> bytes:
    """Return a page of documentation; no redirect is followed.

    Args:
        url: The address of the page.
        options: The way to it.

    Raises:
        InputError: The URL is unusable, or does not give a page.
    """
    checked_url(url, "the page's address")
    network = network_for(url, options, os.environ)
    # Unless told otherwise, httpx asks for codings that are refused here.
    request = Request("GET", url, _HEADERS)
    try:
        response, _ = _answered(request, network, _PAGE_SECONDS, Limits(), MAX_BODY)
    except _NoAnswerError as error:
        raise InputError(f"cannot be fetched: {error}", url) from None
    if response.undecoded:
        raise InputError(f"cannot be fetched: {response.undecoded}", url)
    if response.status != 200:
        raise InputError(f"cannot be fetched: answered with {response.status}; give the page's own address", url)
    return response.body


def _answered(
    request: Request, network: Network, seconds: float, limits: Limits, room: int
) -> tuple[Response, Network]:
    """Return the answer to a request, and the network as it proved to be: HTTP/1.1 is tried first.

    Raises:
        _NoAnswerError: There is none that can be judged.
    """
    try:
        return _receive(request, Connection(network, Deadline(seconds)), limits, room), network
    except _NoAnswerError as error:
        if error.trouble is not HTTP2_ONLY or not HAS_HTTP2:
            raise
    network = replace(network, protocol="HTTP/2")
    return _receive(request, Connection(network, Deadline(seconds)), limits, room), network


def _receive(request: Request, connection: Connection | Stage, limits: Limits, room: int) -> Response:
    """Return the answer to a request, with no larger body than there is room for.

    Raises:
        _NoAnswerError: There is none that can be judged.
    """
    try:
        return _read(request, connection, min(room, limits.body))
    except TooLargeError as error:
        raise _NoAnswerError(Trouble("too-large", limits.reason(str(error), room))) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise _NoAnswerError(connection.named(trouble_of(error, has_ended=connection.has_ended))) from None


def _read(request: Request, connection: Connection | Stage, limit: int) -> Response:
    started = time.monotonic()
    sent = httpx.Request(request.method, request.url, headers=list(request.headers))
    # Not with a client of httpx: it would parse Location and cookies before they are judged, and fail on some.
    with connection, closing(connection.handle_request(sent)) as received:
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in received.headers.raw)
        # Not iter_raw(): it closes the connection at the end, and trailing bytes would be lost.
        chunks = cast("httpx.SyncByteStream", received.stream)
        kind = parse_media_type(received.headers.get("content-type", ""))
        if kind is not None and kind.is_endless:
            connection.hurry(STREAM_SECONDS)
            packed, is_cut = _beginning(chunks, min(limit, STREAM_BYTES))
        else:
            packed, is_cut = _bounded(chunks, limit), False
        response = Response(
            status=received.status_code,
            headers=headers,
            body=b"",
            elapsed=time.monotonic() - started,
            http_version=received.http_version,
            received=time.time(),
            surplus=0 if is_cut else connection.surplus(received),
            is_cut=is_cut,
        )
        return response if request.method == "HEAD" else _decoded(response, packed, limit)


def _decoded(response: Response, packed: bytes, limit: int) -> Response:
    """Return an answer with what its body holds, or with why that cannot be known."""
    coding = response.header("content-encoding") or ""
    try:
        unpacked = unpack_beginning if response.is_cut else unpack
        return replace(response, body=unpacked(packed, coding, limit))
    except CodingError as error:
        is_lost = str(error) == CUT_OFF and not _has_end(response)
        return replace(response, undecoded=MAYBE_CUT_OFF if is_lost else str(error))


def _has_end(response: Response) -> bool:
    """Return whether a message says where it ends, so that the whole of it is known to have come."""
    declared = (response.header(name) for name in ("content-length", "transfer-encoding"))
    return response.http_version == "HTTP/2" or any(value is not None for value in declared)


def _beginning(chunks: Iterable[bytes], limit: int) -> tuple[bytes, bool]:
    """Return what comes of a stream up to a limit and the deadline, and whether one of them cut it off."""
    body = bytearray()
    try:
        for chunk in chunks:
            body += chunk
            if len(body) > limit:
                return bytes(body[:limit]), True
    except httpx.ReadTimeout:
        return bytes(body), True
    return bytes(body), False


def _bounded(chunks: Iterable[bytes], limit: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise TooLargeError(f"the body is larger than {limit} bytes")
    return bytes(body)
