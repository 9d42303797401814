"""The way to a target: certificates, a proxy or a unix socket; it makes pools of connections, and opens none."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpcore

from conformance.exchange.certificates import Certificates, tls_context, trusted
from conformance.exchange.proxy import Proxy, proxy_for
from conformance.exchange.target import is_loopback
from conformance.model import InputError

HAS_HTTP2 = find_spec("h2") is not None
"""Whether HTTP/2 can be spoken."""
PROTOCOL_ERRORS: tuple[type[Exception], ...] = (import_module("h2.exceptions").H2Error,) if HAS_HTTP2 else ()
"""The errors of HTTP/2 that httpcore lets through."""


@dataclass(frozen=True)
class NetworkOptions:
    """What the user says about the way to a target."""

    proxy: str | None = field(default=None, repr=False)
    certificates: Certificates = field(default_factory=Certificates)
    unix_socket: Path | None = None


USUAL = NetworkOptions()
"""The way of a user who says nothing about it."""


@dataclass(frozen=True)
class Network:
    """The way to one target."""

    tls: ssl.SSLContext | None = None
    """None where the target is asked without TLS."""
    proxy: Proxy | None = None
    proxy_tls: ssl.SSLContext | None = None
    """The context for a proxy that is itself reached by TLS: it gets no client certificate."""
    unix_socket: Path | None = None
    protocol: str = "HTTP/1.1"
    """The version that is spoken: HTTP/2 only with a server that speaks nothing else."""
    line: str = ""
    """What is particular about it, for the header of a run; empty for the usual way."""

    @property
    def handshakes(self) -> int:
        """With how many TLS handshakes the way ends at the target: there is one more with a proxy that has TLS."""
        return (self.tls is not None) + (self.proxy_tls is not None)

    def pool(self, backend: httpcore.NetworkBackend) -> httpcore.ConnectionPool:
        """Return a pool for one connection, which the backend opens when the first request is sent."""
        common: dict[str, Any] = {
            # httpcore reads the certificates of certifi if it gets no context, which takes longer than an exchange.
            "ssl_context": self.tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            "max_connections": 1,
            "max_keepalive_connections": 0,
            "network_backend": backend,
            "http1": self.protocol == "HTTP/1.1",
            "http2": self.protocol == "HTTP/2",
        }
        if self.proxy is None:
            return httpcore.ConnectionPool(uds=None if self.unix_socket is None else str(self.unix_socket), **common)
        return httpcore.HTTPProxy(
            self.proxy.url, proxy_auth=self.proxy.auth, proxy_ssl_context=self.proxy_tls, **common
        )


def network_for(url: str, options: NetworkOptions, environment: Mapping[str, str]) -> Network:
    """Return the way to a URL; of the environment only certificates are read, unless the user asks for its proxy.

    Raises:
        InputError: An option, or a file or variable that it names, cannot be used.
    """
    parts = urlsplit(url)
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    context = tls_context(options.certificates, environment) if is_secure else None
    # In clear text a proxy would read the key; a target without TLS is this machine, and needs none.
    proxy = proxy_for(host, parts.port or 443, options.proxy, environment) if is_secure else None
    if options.unix_socket is not None:
        _check_socket(options.unix_socket, host, proxy)
    if proxy is not None and ":" in host:
        raise InputError("an IPv6 address cannot be reached through a proxy; give the name of the host by --base-url")
    authorities = Certificates(options.certificates.cacert)
    return Network(
        tls=context,
        proxy=proxy,
        proxy_tls=tls_context(authorities, environment) if proxy is not None and proxy.scheme == "https" else None,
        unix_socket=options.unix_socket,
        line="; ".join(_words(options, proxy, environment, is_secure=is_secure)),
    )


def _check_socket(file: Path, host: str, proxy: Proxy | None) -> None:
    if not is_loopback(host):
        raise InputError("--unix-socket is on this machine: give it with --base-url http://localhost")
    if proxy is not None:
        raise InputError("--unix-socket is on this machine, where no proxy leads: leave out --proxy")
    if not file.is_socket():
        raise InputError("is not a socket; give the file that the server listens on", str(file))


def _words(
    options: NetworkOptions, proxy: Proxy | None, environment: Mapping[str, str], *, is_secure: bool
) -> Iterator[str]:
    if proxy is not None:
        yield f"through {proxy}"
    elif options.proxy is not None:
        yield "not through a proxy: NO_PROXY has this host" if is_secure else "not through a proxy: it has no TLS"
    if options.unix_socket is not None:
        yield f"by the socket {options.unix_socket}"
    if is_secure:
        yield from (f"trusting {place} ({name})" for name, place in trusted(options.certificates, environment))
        if options.certificates.cert is not None:
            yield f"presenting {options.certificates.cert}"
