"""Every documented response has a Content-Type that the contract names for its status.

What it checks: Every response with a body; parameters such as `charset` are ignored.

Why it matters: Clients choose their parser by it, and a browser runs what it finds in a body labelled `text/html`.

Example: JSON labelled as `text/html`, or a list without any Content-Type.

Fix: Send the documented media type, or document the one that is sent under `content`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange.redaction import scrub, show
from conformance.model import Aspect, Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, has_body, media_type
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.17 (content); RFC 9110 section 8.3",
    since="0.1.0",
    clause="{operation}/responses",
)
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
