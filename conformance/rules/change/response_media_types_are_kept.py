"""An answer comes as what it came as.

Who asks for a media type that is gone gets 406 or something else (RFC 9110 section 15.5.7). A new one may reach a
client that never said what it accepts: a warning (oasdiff only tells it).

Fails: `text/csv` that is gone from the content of a response.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.media import media_changes
from conformance.comparison.observation import Change


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what answers come as."""
    for each in evidence.elements:
        if each.kind == "response":
            yield from media_changes(evidence, "an answer", each.old, each.new, each.use)
