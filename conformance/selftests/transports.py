"""A transport to an API of things, cases for it to send, and the resulting exchange."""

from __future__ import annotations

from conformance.contract.openapi import Operation, Parameter
from conformance.exchange.credentials import Credentials
from conformance.exchange.transport import Transport
from conformance.model import Case, Exchange, Intent, Target
from conformance.selftests.servers import PATIENCE, Script, serve

ITEM = Parameter("id", "path", True, "#/p", None)
OPERATION = Operation("GET /things/{id}", "GET", "/things/{id}", "#/o", (ITEM,), {}, ())
HEAD = Operation("HEAD /things/{id}", "HEAD", "/things/{id}", "#/h", (ITEM,), {}, ())
DELETE = Operation("DELETE /things/{id}", "DELETE", "/things/{id}", "#/d", (ITEM,), {}, ())
KEY = Credentials(headers=(("Authorization", "Bearer bn-key"),), secrets=("bn-key",))
BODY = b'[{"id":1}]'


def a_case(path: str = "/things/7", method: str = "GET", **fields: object) -> Case:
    return Case("c", OPERATION.id, Intent.KNOWN, method, path, **fields)  # type: ignore[arg-type]


def a_transport(base_url: str, ceiling: int = 9, timeout: float = PATIENCE) -> Transport:
    return Transport(Target("live", base_url), (OPERATION, HEAD, DELETE), ceiling, timeout)


def asked(script: Script | bytes, *cases: Case, timeout: float = PATIENCE) -> Exchange:
    """Return the last exchange of cases with a server that plays a script on every connection."""
    with serve(script) as server:
        transport = a_transport(server.base_url, timeout=timeout)
        return [transport.send(case, KEY) for case in cases or (a_case(),)][-1]


def body(exchange: Exchange) -> bytes:
    assert exchange.trouble is None
    assert exchange.response is not None
    return exchange.response.body
