"""The one module that talks to a network: sends planned requests, one connection each, bounded in time and size."""

from __future__ import annotations

import logging
import ssl
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import unquote

import httpcore
import httpx

from conformance import __version__
from conformance.contract.openapi import Operation
from conformance.exchange.attribution import is_for
from conformance.exchange.credentials import Credentials
from conformance.exchange.curl import curl
from conformance.exchange.deadline import Deadline, DeadlineBackend, DeadlineStream
from conformance.exchange.parameters import query_string
from conformance.exchange.target import SAFE_METHODS, checked_url
from conformance.exchange.trouble import RATE_LIMITED, UNRECORDED, trouble_of
from conformance.exchange.unpacking import MAX_BODY, CodingError, TooLargeError, unpack
from conformance.exchange.values import is_sendable
from conformance.exchange.waiting import retry_after
from conformance.model import Case, Exchange, InputError, Request, Response, Target, Trouble

MAX_BODIES = 32 * 2**20
"""The most bytes of all bodies together that a run keeps."""
MAX_RETRY_AFTER = 60
"""The most seconds that a 429 may make a run wait, once."""
_GIVE_UP_AFTER = 3
_PAGE_SECONDS = 30.0
_REQUEST_ID = "X-Request-Id"
# Its debug messages quote the headers of every answer, and whoever logs at that level would keep them.
logging.getLogger("httpcore").setLevel(logging.INFO)
_HEADERS = (
    ("User-Agent", f"bolna-conformance/{__version__}"),
    ("Accept", "application/json"),
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
    sent: int = 0
    exchanges: list[Exchange] = field(default_factory=list)
    stopped: Trouble | None = None
    """Why nothing more is sent; None while the target answers."""
    _failures: int = 0
    _has_waited: bool = False
    _next: float = 0.0
    _kept: int = 0

    def __post_init__(self) -> None:
        self._templates = {
            (operation.method, tuple(operation.path.split("/")))
            for operation in self.operations
            if operation.method in SAFE_METHODS
        }
        self._tls = _tls(self.target.base_url)

    def send(self, case: Case, credentials: Credentials) -> Exchange:
        """Send a case and return what came back; never raises for what the network or the target does."""
        request = self._request(case, credentials.with_more(self.more))
        trouble = self._refusal(case)
        exchange = Exchange(len(self.exchanges), case, request, None, trouble)
        if trouble is None:
            exchange = self._exchange(exchange)
            if self._may_retry(exchange):
                exchange = self._exchange(exchange)
            self._learn(exchange)
        self.exchanges.append(exchange)
        return exchange

    def _request(self, case: Case, credentials: Credentials) -> Request:
        query = query_string((*case.query, *credentials.query))
        url = f"{self.target.base_url}{case.path}" + (f"?{query}" if query else "")
        headers = (*_HEADERS, *_with_one_cookie((*case.headers, *credentials.headers)))
        return Request(case.method, url, headers, credentials.secrets, curl(self.target.base_url, case, credentials))

    def _refusal(self, case: Case) -> Trouble | None:
        if self.stopped is not None:
            return self.stopped
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
            response = _receive(request, self._connection(), MAX_BODIES - self._kept)
            self._kept += len(response.body)
        except _NoAnswerError as error:
            trouble = error.trouble
        if response is not None and response.status == 429:
            trouble = RATE_LIMITED
        return Exchange(exchange.sequence, exchange.case, request, response, trouble)

    def _connection(self) -> _Connection | _Stage:
        return _Connection(self._tls, Deadline(self.timeout)) if self.player is None else _Stage(self.player)

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
        """Stop when the target asks for it, or when three exchanges in a row had no answer."""
        trouble = exchange.trouble
        if trouble is UNRECORDED:
            return
        self._failures = self._failures + 1 if trouble is not None else 0
        if trouble is not None and trouble.kind == "rate-limited":
            self.stopped = Trouble("rate-limited", f"not sent: {trouble.reason}")
        elif trouble is not None and self._failures == _GIVE_UP_AFTER:
            self.stopped = Trouble(trouble.kind, f"not sent after {_GIVE_UP_AFTER} failures in a row: {trouble.reason}")


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


def fetch_page(url: str) -> bytes:
    """Return a page of documentation; no redirect is followed.

    Raises:
        InputError: The URL is unusable, or does not give a page.
    """
    checked_url(url, "the page's address")
    # Unless told otherwise, httpx asks for codings that are refused here.
    request = Request("GET", url, tuple(header for header in _HEADERS if header[0] != "Accept"))
    try:
        response = _receive(request, _Connection(_tls(url), Deadline(_PAGE_SECONDS)), MAX_BODY)
    except _NoAnswerError as error:
        raise InputError(f"cannot be fetched: {error}", url) from None
    if response.status != 200:
        raise InputError(f"cannot be fetched: answered with {response.status}; give the page's own address", url)
    return response.body


def _tls(url: str) -> ssl.SSLContext:
    # Made once for a run: reading the certificates takes longer than an exchange, and httpx wants one in any case.
    is_needed = url.startswith("https:")
    return httpx.create_ssl_context(trust_env=False) if is_needed else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _receive(request: Request, connection: _Connection | _Stage, room: int) -> Response:
    """Return the answer to a request, with no larger body than there is room for.

    Raises:
        _NoAnswerError: There is none that can be judged.
    """
    try:
        return _read(request, connection, min(room, MAX_BODY))
    except TooLargeError as error:
        of_all = f"the bodies of all answers together are larger than {MAX_BODIES} bytes"
        raise _NoAnswerError(Trouble("too-large", str(error) if room >= MAX_BODY else of_all)) from None
    except CodingError as error:
        raise _NoAnswerError(Trouble("content-coding", str(error))) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise _NoAnswerError(trouble_of(error, has_ended=connection.has_ended)) from None


def _read(request: Request, connection: _Connection | _Stage, limit: int) -> Response:
    started = time.monotonic()
    sent = httpx.Request(request.method, request.url, headers=list(request.headers))
    # Not with a client of httpx: it would parse Location and cookies before they are judged, and fail on some.
    with connection, closing(connection.handle_request(sent)) as received:
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in received.headers.raw)
        # Not iter_raw(): it closes the connection at the end, and trailing bytes would be lost.
        packed = _bounded(cast("httpx.SyncByteStream", received.stream), limit)
        ended, elapsed = time.time(), time.monotonic() - started
        surplus = connection.surplus(received)
        coding = received.headers.get("content-encoding", "")
        body = b"" if request.method == "HEAD" else unpack(packed, coding, limit)
        version = received.http_version
        return Response(received.status_code, headers, body, elapsed, version, ended, surplus)


class _Connection:
    """A connection for one exchange, which ends at a deadline; httpx has no public way to set one."""

    def __init__(self, tls: ssl.SSLContext, deadline: Deadline) -> None:
        self._backend = DeadlineBackend(deadline)
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=self._backend,
        )

    def __enter__(self) -> _Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to a request, its body unread."""
        url = request.url
        whole = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        sent = httpcore.Request(request.method, whole, headers=request.headers.raw, content=request.stream)
        with _as_httpx():
            received = self._pool.handle_request(sent)
        stream = _Received(received)
        return httpx.Response(received.status, headers=received.headers, stream=stream, extensions=received.extensions)

    @property
    def has_ended(self) -> bool:
        """Whether the other side has closed the connection."""
        return self._backend.has_ended

    def surplus(self, received: httpx.Response) -> int:
        """Count the bytes that have arrived after the end of an answer, except blank lines; later bytes are lost."""
        stream: DeadlineStream = received.extensions["network_stream"]
        # There is no public way to get those that the parser has read already.
        connection: Any = self._pool.connections[0]
        parsed, _ = connection._connection._h11_state.trailing_data
        return len((parsed + stream.pending()).strip(b"\r\n"))


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Raise errors of the pool as those of httpx with the same name."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error


class _Received(httpx.SyncByteStream):
    """The body of an answer, as it arrives."""

    def __init__(self, received: httpcore.Response) -> None:
        self._received = received

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._received.iter_stream()

    def close(self) -> None:
        """Close the connection."""
        self._received.close()


class _Stage(httpx.MockTransport):
    """A transport for played answers: there is no connection that could end, or bring surplus bytes."""

    has_ended = False

    def surplus(self, _: httpx.Response) -> int:
        """Return 0."""
        return 0


def _bounded(chunks: Iterable[bytes], limit: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise TooLargeError(f"the body is larger than {limit} bytes")
    return bytes(body)
