"""The proxy that a run goes through: only one that the user asks for, and only as a tunnel."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from conformance.model import InputError

ENVIRONMENT = "env"
"""The value of `--proxy` that asks for the proxy of the environment."""
_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Proxy:
    """A proxy that opens tunnels by CONNECT (RFC 9110 section 9.3.6)."""

    scheme: str
    host: str
    port: int
    auth: tuple[bytes, bytes] | None = field(default=None, repr=False)
    """User and password."""

    @property
    def url(self) -> str:
        """Its address, without user and password."""
        return f"{self.scheme}://{self}"

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def proxy_for(host: str, port: int, given: str | None, environment: Mapping[str, str]) -> Proxy | None:
    """Return the proxy through which a host is reached; None if it is reached directly.

    Args:
        host: The host of the target.
        port: Its port.
        given: The value of `--proxy`: a URL, `env` for the proxy that variables name, or None for no proxy.
        environment: Where `env` finds `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in lower case too.

    Raises:
        InputError: There is no such proxy, or it is none that opens tunnels; its password is not repeated.
    """
    if given is None:
        return None
    if given.strip() != ENVIRONMENT:
        return _read(given, "--proxy")
    name = next((each for each in _VARIABLES if environment.get(each, "").strip()), None)
    if name is None:
        raise InputError("--proxy env: neither HTTPS_PROXY nor ALL_PROXY is set; export one, or give --proxy URL")
    bypassed = environment.get("no_proxy") or environment.get("NO_PROXY", "")
    return None if _is_bypassed(host, port, bypassed) else _read(environment[name], name)


def _read(text: str, name: str) -> Proxy:
    if text.strip().lower().startswith("socks"):
        raise InputError(f"{name} names a SOCKS proxy; only proxies that open tunnels by HTTP's CONNECT can be used")
    try:
        parts = urlsplit(text.strip() if "://" in text else f"http://{text.strip()}")
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        is_sound = host and text.isascii() and not (parts.path.strip("/") or parts.query or parts.fragment)
    except (ValueError, KeyError):
        is_sound = False
    if not is_sound:
        raise InputError(f"{name} is not the URL of a proxy; write it like http://proxy.example.com:3128")
    return Proxy(parts.scheme, host, port, _auth(parts))


def _auth(parts: SplitResult) -> tuple[bytes, bytes] | None:
    if parts.username is None:
        return None
    return unquote_to_bytes(parts.username), unquote_to_bytes(parts.password or "")


def _is_bypassed(host: str, port: int, bypassed: str) -> bool:
    """Return whether `NO_PROXY` has a host: by its name, its domain, its address, or a network that has it."""
    return any(_covers(each.strip().lower(), host.lower(), port) for each in bypassed.split(",") if each.strip())


def _covers(entry: str, host: str, port: int) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        name = entry.removesuffix(f":{port}").removeprefix("*").removeprefix(".")
        return entry == "*" or host == name or (bool(name) and host.endswith(f".{name}"))
