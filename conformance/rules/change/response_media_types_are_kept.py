"""A response is returned in the media types in which it was returned.

What it checks: The media types of every response.

Why it matters: A client that asks for a removed media type gets 406 or something else (RFC 9110 section 15.5.7). A new
one may reach a client that never said what it accepts: a warning (only mentioned by oasdiff).

Example: `text/csv` is removed from the content of a response.

Fix: Keep the media type, and return a new one only to clients that ask for it.
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
    """Compare the media types of responses."""
    for each in evidence.elements:
        if each.kind == "response":
            yield from media_changes(evidence, "a response", each.old, each.new, each.use)
