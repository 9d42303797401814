"""Every answer begins and ends where HTTP says that it does.

Two programs that see its end at different places, a proxy and a client say, take the rest for another answer: rows of
one customer can reach another one. What may be half of a sound answer is no deviation, for who cut it off, the API or
the network, cannot be told.

Fails: bytes after Content-Length; both Content-Length and Transfer-Encoding; a chunk without a size.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect, Exchange
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation
from conformance.rules.screening import Reads

_EXPECTED = "a message framed by RFC 9112 section 6"

NEEDS = (Aspect.FRAMING,)
READS = Reads(presence=frozenset({"content-length", "transfer-encoding"}))


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every answer, and at what was no message at all; a 429 is not looked at."""
    for exchange in evidence.exchanges:
        trouble = exchange.trouble
        if trouble is None:
            yield from _answered(exchange)
        elif trouble.fault:
            yield _deviation(exchange, trouble.fault, trouble.reason)
        elif trouble.kind == "framing":
            yield Inconclusive(trouble.reason)


def _answered(exchange: Exchange) -> Iterator[Observation]:
    response = exchange.response
    assert response is not None
    lengths = [response.header(name) for name in ("content-length", "transfer-encoding")]
    if response.surplus:
        yield _deviation(exchange, "surplus", "bytes follow after the declared end of the answer")
    elif None not in lengths:
        yield _deviation(exchange, "length-and-coding", "it has both Content-Length and Transfer-Encoding")
    else:
        yield Conforming(exchange)


def _deviation(exchange: Exchange, kind: str, message: str) -> Deviation:
    return Deviation(exchange, kind, message, _EXPECTED, message, "message")
