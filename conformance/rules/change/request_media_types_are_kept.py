"""A body can be sent in every media type in which it could be sent.

What it checks: The media types of every request body.

Why it matters: A client that sends a removed media type is refused with 415 (RFC 9110 section 15.5.16).

Example: `application/xml` is removed from the content of a request body.

Fix: Keep accepting the media type until clients have migrated.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence, Usage
from conformance.comparison.media import media_changes
from conformance.comparison.observation import Change
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="OpenAPI 3.1 section 4.8.13 (content); RFC 9110 section 15.5.16", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the media types of request bodies."""
    for matched in evidence.exchanged:
        old, new = evidence.bodies(matched)
        if old is not None and new is not None:
            yield from media_changes(evidence, "a body", old.pointer, new.pointer, Usage(matched.id, matched.asking))
