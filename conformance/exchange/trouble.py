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


HTTP2_ONLY = Trouble("http2", "the target speaks HTTP/2 only, which needs: pip install 'bolna-conformance[http2]'")
"""A server that refuses HTTP/1.1; it has answered nothing yet."""
# The alert of RFC 7301 section 3.2 as different releases of OpenSSL name it.
_NO_PROTOCOL = frozenset({"TLSV1_ALERT_NO_APPLICATION_PROTOCOL", "NO_APPLICATION_PROTOCOL"})
_ASKS_FOR_CERTIFICATE = frozenset({"TLSV13_ALERT_CERTIFICATE_REQUIRED", "SSLV3_ALERT_HANDSHAKE_FAILURE"})
_DATES, _HOST = frozenset({9, 10}), frozenset({62, 63, 64})
"""The codes by which OpenSSL says that a certificate is out of its dates, or of another host (X509_V_ERR_…)."""


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
    known = next(filter(None, map(_known, _causes(error))), None)
    if known is not None:
        return known
    if isinstance(error, httpx.ProxyError):
        return Trouble("proxy", _refusal(str(error)[:3]))
    if isinstance(error, httpx.TimeoutException):
        return Trouble("timeout", "no complete answer within the time limit")
    if isinstance(error, httpx.RemoteProtocolError):
        return Trouble("framing", CUT_OFF) if has_ended else _framing(str(error))
    return Trouble("connection", "the connection failed or was reset")


def _known(cause: BaseException) -> Trouble | None:
    """Return the trouble that one cause is always, whatever it is wrapped in."""
    if isinstance(cause, socket.gaierror):
        return Trouble("dns", "the host name cannot be resolved")
    if isinstance(cause, ssl.SSLError):
        return HTTP2_ONLY if cause.reason in _NO_PROTOCOL else Trouble("tls", _tls(cause))
    if isinstance(cause, ConnectionRefusedError):
        return Trouble("refused", "connection refused: nothing listens there")
    if getattr(cause, "error_status_hint", None) == _HEADERS_TOO_LARGE:
        return Trouble("framing", "the headers of the answer are too large to be read")
    return None


def at_proxy(trouble: Trouble, proxy: object) -> Trouble:
    """Return the trouble of a request that got no further than to a proxy: nothing of it is the API's."""
    return Trouble("proxy", f"the proxy {proxy}: {trouble.reason}")


def _refusal(status: str) -> str:
    if status == "407":
        return "it asks for another user and password (407); write them into HTTPS_PROXY, and give --proxy env"
    return f"it refuses to open a tunnel ({status})"


def _tls(error: ssl.SSLError) -> str:
    """Return what is wrong with a handshake, and what to do; the texts are OpenSSL's, not the target's."""
    reason = error.reason or "unknown reason"
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _HOST:
            return f"the certificate is of another host ({error.verify_message.rstrip('.')}); check --base-url"
        if error.verify_code in _DATES:
            return f"the target's certificate is not valid now ({error.verify_message}); check this machine's clock"
        asked = "give its certificate by --cacert FILE, or in SSL_CERT_FILE"
        return f"the certificate is of an authority that is not trusted here ({error.verify_message}); {asked}"
    hint = "; if the target asks for a client certificate, give it by --cert" if reason in _ASKS_FOR_CERTIFICATE else ""
    return f"the TLS handshake failed: {reason}{hint}"


def _framing(message: str) -> Trouble:
    found = (framing for start, framing in _FRAMING.items() if message.startswith(start))
    # What has no status line may be another program at a wrong port: nobody's fault but the user's.
    fault, reason = next(found, ("", _UNSOUND))
    return Trouble("framing", reason, fault)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
