"""A body may be sent as every media type that it might be sent as.

What it checks: Compare what bodies may be sent as.

Why it matters: Who sends another media type is refused by 415 (RFC 9110 section 15.5.16).

Example: `application/xml` that is gone from the content of a request body.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence, Use
from conformance.comparison.media import media_changes
from conformance.comparison.observation import Change
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="OpenAPI 3.1 section 4.8.13 (content); RFC 9110 section 15.5.16", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what bodies may be sent as."""
    for matched in evidence.exchanged:
        old, new = evidence.bodies(matched)
        if old is not None and new is not None:
            yield from media_changes(evidence, "a body", old.pointer, new.pointer, Use(matched.id, matched.asking))
