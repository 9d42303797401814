"""No self-test reaches a network: a connection to another machine is refused before it is attempted."""

from __future__ import annotations

import socket

import httpx
import pytest

from conformance.reference.api import Api
from conformance.reference.server import serve
from conformance.selftests.conftest import NetworkRefusedError


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0), ("example.com", 80)])
def test_connections_are_refused(address: tuple[str, int]) -> None:
    """A connection to another machine is refused."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(NetworkRefusedError, match=address[0]):
        one.connect(address)


def test_names_are_not_looked_up() -> None:
    """A look-up of another machine's address is refused, by any library."""
    with pytest.raises(NetworkRefusedError, match=r"api\.example\.com"):
        httpx.get("https://api.example.com/", trust_env=False)
    with pytest.raises(NetworkRefusedError, match=r"api\.example\.com"):
        socket.gethostbyname("api.example.com")


def test_own_machine_is_reached() -> None:
    """A server on this machine can be reached."""
    with serve(Api()) as url:
        assert httpx.get(f"{url}/batches/x/all", trust_env=False).status_code == 401
