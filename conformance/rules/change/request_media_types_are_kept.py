"""What a body may be sent as is what it might be sent as.

Who sends another media type is refused by 415 (RFC 9110 section 15.5.16).

Fails: `application/xml` that is gone from the content of a request body.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.change._elements import change
from conformance.rules.change_evidence import SENT, ChangeEvidence, Use
from conformance.rules.change_observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what bodies may be sent as."""
    for matched in evidence.operations:
        old, new = evidence.bodies(matched)
        if old is None or new is None:
            continue
        use = Use(matched.id, SENT)
        for name, before, after in evidence.media(old.pointer, new.pointer):
            if after is None:
                message = f"a body may not be sent as {name} any more"
                yield change(f"media type removed {name}", Impact.BREAKING, message, before, new.pointer, use)
            elif before is None:
                message = f"a body may be sent as {name}, too"
                yield change(f"media type added {name}", Impact.SAFE, message, old.pointer, after, use)
