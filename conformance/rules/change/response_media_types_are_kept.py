"""An answer comes as the media types that it came as.

What it checks: Compare what answers come as.

Why it matters: Who asks for a media type that is gone gets 406 or something else (RFC 9110 section 15.5.7). A new one
may reach a client that never said what it accepts: a warning (oasdiff only tells it).

Example: `text/csv` that is gone from the content of a response.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.media import media_changes
from conformance.comparison.observation import Change
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="OpenAPI 3.1 section 4.8.17 (content); RFC 9110 section 15.5.7", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what answers come as."""
    for each in evidence.elements:
        if each.kind == "response":
            yield from media_changes(evidence, "an answer", each.old, each.new, each.use)
