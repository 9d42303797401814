"""Names why there is no answer: the network, or an answer that is not framed as HTTP."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from conformance.model import Trouble

CUT_OFF = "the answer was cut off before its end, by the API or on the way"
_UNSOUND = "the answer is not a valid HTTP message"
# By the beginning of the parser's message: the rest of it quotes the answer, and is never shown.
_FRAMING = {
    "illegal header line": ("header-line", f"{_UNSOUND}: a header has no name, or invalid characters"),
    "illegal chunk header": ("chunk-size", f"{_UNSOUND}: a chunk does not begin with its size"),
    "malformed chunk footer": ("chunk-end", f"{_UNSOUND}: a chunk does not end where its size says"),
    "conflicting Content-Length": ("two-lengths", f"{_UNSOUND}: it declares two lengths that disagree"),
    "bad Content-Length": ("length", f"{_UNSOUND}: its length is not a number"),
}
_HEADERS_TOO_LARGE = 431


RATE_LIMITED = Trouble("rate-limited", "the target asks for fewer requests (429)")
"""A 429, which is never a failure of the API, live or recorded."""
UNRECORDED = Trouble("unrecorded", "not recorded")
"""A request that the played recordings do not hold: nothing was sent, and nobody is responsible."""


class UnrecordedError(httpx.TransportError):
    """No recording holds an answer to a request."""


def trouble_of(error: Exception, *, has_ended: bool) -> Trouble:
    """Name the trouble by the cause chain: httpx wraps DNS and TLS trouble as a failure to connect.

    Args:
        error: What the HTTP library raised.
        has_ended: Whether the connection was closed by the other side. A message that is not valid HTTP may then be
            half of one that is, and whether the API or the network cut it off cannot be determined.
    """
    if isinstance(error, UnrecordedError):
        return UNRECORDED
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return Trouble("dns", "the host name cannot be resolved")
        if isinstance(cause, ssl.SSLError):
            return Trouble("tls", f"the TLS handshake failed: {cause.reason or 'unknown reason'}")
        if isinstance(cause, ConnectionRefusedError):
            return Trouble("refused", "connection refused: nothing listens there")
        if getattr(cause, "error_status_hint", None) == _HEADERS_TOO_LARGE:
            return Trouble("framing", "the headers of the answer are too large to be read")
    if isinstance(error, httpx.TimeoutException):
        return Trouble("timeout", "no complete answer within the time limit")
    if isinstance(error, httpx.RemoteProtocolError):
        return Trouble("framing", CUT_OFF) if has_ended else _framing(str(error))
    return Trouble("connection", "the connection failed or was reset")


def _framing(message: str) -> Trouble:
    found = (framing for start, framing in _FRAMING.items() if message.startswith(start))
    # What has no status line may be another program at a wrong port: nobody's fault but the user's.
    fault, reason = next(found, ("", _UNSOUND))
    return Trouble("framing", reason, fault)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
