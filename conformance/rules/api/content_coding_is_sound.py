"""Every body can be unpacked by its Content-Encoding.

What it checks: Every body, by unpacking it: gzip, deflate, and chains of them. One that may just have been cut off by
the network is inconclusive, and so is a coding that was not asked for.

Why it matters: Clients unpack before anything else. A body that is not what its header says never reaches the parser.

Example: `Content-Encoding: gzip` before plain JSON, or `aws-chunked`, as storage gateways leave it there.

Fix: Set the header only where the body is compressed, in one place: the server, or the proxy before it.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange.unpacking import MAYBE_CUT_OFF, UNSUPPORTED
from conformance.model import Aspect, Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, has_body
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="RFC 9110 section 8.4 (Content-Encoding)",
    since="0.5.0",
    clause="RFC 9110 section 8.4",
)
NEEDS = (Aspect.FRAMING,)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every body, and at why one could not be unpacked."""
    if evidence.operation.method == "HEAD":
        yield Inapplicable("answers to HEAD have no body")
        return
    for exchange in filter(has_body, evidence.answers):
        response = exchange.response
        assert response is not None
        if not response.undecoded:
            yield Conforming(exchange)
        elif response.undecoded in (UNSUPPORTED, MAYBE_CUT_OFF):
            yield Inconclusive(response.undecoded)
        else:
            message = "the body cannot be unpacked by its Content-Encoding"
            expected = "a body of its Content-Encoding, or no such header"
            yield Deviation(exchange, "coding", message, expected, response.undecoded, "header Content-Encoding")
