"""Requests that go the way of some options, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from conformance.exchange.certificates import Certificates
from conformance.exchange.network import USUAL, NetworkOptions, network_for
from conformance.exchange.transport import Transport
from conformance.model import Exchange, Target
from conformance.selftests.servers import PATIENCE
from conformance.selftests.transports import KEY, OPERATION, a_case

NOTHING: Mapping[str, str] = {}


def sent(
    url: str, options: NetworkOptions = USUAL, environment: Mapping[str, str] = NOTHING, timeout: float = PATIENCE
) -> Exchange:
    """Return the exchange of one request that goes the way of some options."""
    network = network_for(url, options, environment)
    return Transport(Target("live", url), (OPERATION,), 9, timeout, network=network).send(a_case(), KEY)


def reason(exchange: Exchange) -> str:
    assert exchange.response is None
    assert exchange.trouble is not None
    assert exchange.trouble.fault == ""
    return f"{exchange.trouble.kind}: {exchange.trouble.reason}"


def trusting(file: Path, proxy: str | None = None) -> NetworkOptions:
    return NetworkOptions(proxy, Certificates(file))
