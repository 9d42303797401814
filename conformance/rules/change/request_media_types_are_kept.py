"""What a body may be sent as is what it might be sent as.

Who sends another media type is refused by 415 (RFC 9110 section 15.5.16).

Fails: `application/xml` that is gone from the content of a request body.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence, Usage
from conformance.comparison.media import media_changes
from conformance.comparison.observation import Change


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what bodies may be sent as."""
    for matched in evidence.exchanged:
        old, new = evidence.bodies(matched)
        if old is not None and new is not None:
            yield from media_changes(evidence, "a body", old.pointer, new.pointer, Usage(matched.id, matched.asking))
