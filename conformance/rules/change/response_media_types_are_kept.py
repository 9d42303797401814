"""An answer comes as what it came as.

Who asks for a media type that is gone gets 406 or something else (RFC 9110 section 15.5.7). A new one may reach a
client that never said what it accepts: a warning (oasdiff only tells it).

Fails: `text/csv` that is gone from the content of a response.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.change._elements import change
from conformance.rules.change_evidence import ChangeEvidence
from conformance.rules.change_observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what answers come as."""
    for each in evidence.elements:
        if each.kind != "response":
            continue
        for name, before, after in evidence.media(each.old, each.new):
            if after is None:
                message = f"no answer comes as {name} any more"
                yield change(f"media type removed {name}", Impact.BREAKING, message, before, each.new, each.use)
            elif before is None:
                message = f"an answer may come as {name} now"
                yield change(f"media type added {name}", Impact.WARNING, message, each.old, after, each.use)
