"""Every documented answer has a Content-Type, and it is one that the contract names for its status.

Clients choose the parser by it; a browser that is told `text/html` runs what it finds.

Fails: JSON under `text/html`; a list without any Content-Type.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange.redaction import scrub, show
from conformance.model import Aspect
from conformance.rules.evidence import Evidence, has_body, media_type
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

_LOCATION = "header Content-Type"

NEEDS = (Aspect.HEADERS,)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the media type with those under `content`; parameters such as `charset` do not count."""
    for exchange in evidence.answers:
        spec = evidence.documented(exchange)
        if spec is None or not spec.media or not has_body(exchange):
            continue
        expected, received = ", ".join(spec.media), media_type(exchange)
        if not received:
            yield Deviation(exchange, "missing", "the answer has no Content-Type", expected, "none", _LOCATION)
        elif spec.media_type(received) is None:
            message = "the answer has a Content-Type that the contract does not document for its status"
            actual = show(scrub(received, evidence.secrets).replace("/", " ").replace("+", " "), words=True)
            yield Deviation(exchange, "undocumented", message, expected, actual.replace(" ", "/", 1), _LOCATION)
        else:
            yield Conforming(exchange)
