"""A network backend whose waits all end at one deadline: the only way to bound a whole exchange."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import httpcore

_PEEK_BYTES = 1_024
_PEEK_SECONDS = 0.001


class Deadline:
    """A moment some seconds from now."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def shorten(self, seconds: float) -> None:
        """Let the moment come at most some seconds from now."""
        self._at = min(self._at, time.monotonic() + seconds)

    def left(self, limit: float | None, error: type[Exception]) -> float:
        """Return the seconds left, `limit` at most; raise the error when there are none."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise error("the deadline has passed")
        return left if limit is None else min(left, limit)


class DeadlineBackend(httpcore.NetworkBackend):
    """Opens connections that are bound to a deadline; DNS look-ups are outside of every time limit.

    `has_ended` says whether the other side has closed the connection, `handshakes` how many handshakes of TLS were
    begun, and `opening` has the first bytes that came after the last of them.
    """

    def __init__(self, deadline: Deadline) -> None:
        self.has_ended = False
        self.handshakes = 0
        self.opening = b""
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> DeadlineStream:
        """Connect within the time left."""
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        stream = self._backend.connect_tcp(host, port, left, local_address, socket_options)
        return DeadlineStream(stream, self._deadline, self)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> DeadlineStream:
        """Connect to a socket of this machine within the time left."""
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        return DeadlineStream(self._backend.connect_unix_socket(path, left, socket_options), self._deadline, self)


class DeadlineStream(httpcore.NetworkStream):
    """A stream whose reads and writes end at a deadline, however few bytes arrive at a time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline, backend: DeadlineBackend) -> None:
        self._stream = stream
        self._deadline = deadline
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read within the time left, and note the end of the stream."""
        data = self._stream.read(max_bytes, self._deadline.left(timeout, httpcore.ReadTimeout))
        self._backend.has_ended = not data
        self._backend.opening = self._backend.opening or data
        return data

    def pending(self) -> bytes:
        """Return the first unread bytes that have arrived, without waiting for more."""
        if self._backend.has_ended or not self._stream.get_extra_info("is_readable"):
            return b""
        with suppress(httpcore.ReadError, httpcore.ReadTimeout):  # it may be a TLS record without data
            return self._stream.read(_PEEK_BYTES, _PEEK_SECONDS)
        return b""

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write within the time left."""
        self._stream.write(buffer, self._deadline.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Shake hands within the time left."""
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        self._backend.handshakes += 1
        self._backend.opening = b""
        stream = self._stream.start_tls(ssl_context, server_hostname, left)
        return DeadlineStream(stream, self._deadline, self._backend)

    def get_extra_info(self, info: str) -> Any:
        """Return what is known of the socket."""
        return self._stream.get_extra_info(info)
