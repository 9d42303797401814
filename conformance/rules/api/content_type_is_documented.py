"""Every documented response has a Content-Type that the contract names for its status.

What it checks: Every response with a body. A parameter such as `charset` counts where the contract names it. Where the
contract says JSON, and describes raw bytes or nothing, as some frameworks do of every file, no media type is wrong.

Why it matters: Clients choose their parser by it, and a browser runs what it finds in a body labelled `text/html`.

Example: JSON labelled as `text/html`, or a list without any Content-Type.

Fix: Send the documented media type, or document the one that is sent under `content`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange.redaction import show_media_type
from conformance.model import Aspect, Level
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, has_body
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation
from conformance.rules.reading import content_type, leaves_type_open
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.17 (content); RFC 9110 section 8.3",
    since="0.1.0",
    clause="{operation}/responses",
)
_LOCATION = "header Content-Type"
_OPEN = "the contract says JSON and describes raw bytes, or nothing: which media type is meant cannot be determined"

NEEDS = (Aspect.HEADERS,)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Match the media type with those under `content`, with its parameters, the most specific first."""
    for exchange in evidence.answers:
        spec = evidence.documented(exchange)
        if spec is None or not spec.media or not has_body(exchange):
            continue
        expected, received = ", ".join(spec.media), content_type(exchange)
        if not received:
            yield Deviation(exchange, "missing", "the answer has no Content-Type", expected, "none", _LOCATION)
        elif spec.described_by(received):
            yield Conforming(exchange)
        elif leaves_type_open(evidence.schemas, spec):
            yield Inconclusive(_OPEN)
        else:
            message = "the answer has a Content-Type that the contract does not document for its status"
            actual = show_media_type(received, evidence.secrets)
            yield Deviation(exchange, "undocumented", message, expected, actual, _LOCATION)
