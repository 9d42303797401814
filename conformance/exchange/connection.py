"""A connection for one exchange: what the transport opens, reads from and ends, or a stage in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from conformance.exchange.deadline import Deadline, DeadlineBackend, DeadlineStream
from conformance.exchange.network import PROTOCOL_ERRORS, Network
from conformance.exchange.trouble import HTTP2_ONLY, at_proxy
from conformance.model import Trouble

# The frame by which a server of HTTP/2 begins, whatever it is asked (RFC 9113 section 3.4).
_SETTINGS = re.compile(rb"\0..\x04\0\0\0\0\0", re.DOTALL)


class Connection:
    """A connection for one exchange, which ends at a deadline; httpx has no public way to set one."""

    def __init__(self, network: Network, deadline: Deadline) -> None:
        self._network, self._deadline = network, deadline
        self._backend = DeadlineBackend(deadline)
        self._pool = network.pool(self._backend)

    def __enter__(self) -> Connection:
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

    def named(self, trouble: Trouble) -> Trouble:
        """Return the trouble of an exchange, named by how far it got: to the proxy, or to a server without HTTP/1.1."""
        if self._network.proxy is not None and self._backend.handshakes < self._network.handshakes:
            return at_proxy(trouble, self._network.proxy)
        is_http2 = _SETTINGS.match(self._backend.opening) and self._network.protocol == "HTTP/1.1"
        return HTTP2_ONLY if is_http2 else trouble

    def hurry(self, seconds: float) -> None:
        """Let the exchange end some seconds from now at the latest."""
        self._deadline.shorten(seconds)

    def surplus(self, received: httpx.Response) -> int:
        """Count the bytes that have arrived after the end of an answer, except blank lines; later bytes are lost."""
        if received.http_version == "HTTP/2":
            return 0  # where it ends is not said by its bytes (RFC 9113 section 8.1)
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
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error
    except PROTOCOL_ERRORS as error:
        raise httpx.RemoteProtocolError(str(error)) from error


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


class Stage(httpx.MockTransport):
    """A transport for played answers: there is no connection that could end, or bring surplus bytes."""

    has_ended = False

    def named(self, trouble: Trouble) -> Trouble:
        """Return the trouble."""
        return trouble

    def hurry(self, _: float) -> None:
        """Do nothing: a played answer is there at once."""

    def surplus(self, _: httpx.Response) -> int:
        """Return 0."""
        return 0
