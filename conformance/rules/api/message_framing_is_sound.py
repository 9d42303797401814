"""Every response is one HTTP message, and nothing follows its end.

What it checks: How every response is framed. A message that may just have been cut off by the network is inconclusive.

Why it matters: A proxy and a client that see its end in different places take the rest for another response: one
customer's rows can reach another.

Example: Bytes after Content-Length, both Content-Length and Transfer-Encoding, or a chunk without a size.

Fix: Let the HTTP server frame the message, and never set Content-Length or Transfer-Encoding by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect, Exchange, Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST, source="RFC 9112 sections 5.1, 6.2, 6.3, 7.1 and 9.2", since="0.3.0", clause="RFC 9112 section 6"
)
_EXPECTED = "a message framed by RFC 9112 section 6"

NEEDS = (Aspect.FRAMING,)
READS = Reads(presence=frozenset({"content-length", "transfer-encoding"}))


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every answer, and at what was not an HTTP message at all; a 429 is not looked at."""
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
    if response.is_cut:
        yield Inconclusive("a stream was read up to a bound, so its end is not known")
    elif response.surplus:
        yield _deviation(exchange, "surplus", "bytes follow after the declared end of the answer")
    elif None not in lengths:
        yield _deviation(exchange, "length-and-coding", "it has both Content-Length and Transfer-Encoding")
    else:
        yield Conforming(exchange)


def _deviation(exchange: Exchange, kind: str, message: str) -> Deviation:
    return Deviation(exchange, kind, message, _EXPECTED, message, "message")
