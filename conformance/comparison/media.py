"""The changes of media types, of requests and of responses."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import change
from conformance.comparison.evidence import SENT, ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact
from conformance.contract.bodies import covers


def media_changes(evidence: ChangeEvidence, what: str, old: str, new: str, use: Usage) -> Iterator[Change]:
    """Yield a change for every media type that was added or removed; a range covers the types in it.

    Args:
        evidence: The documents.
        what: What has the media type, for people: `a body`, `a response`.
        old: Its pointer in the older document.
        new: Its pointer in the newer one.
        use: The operation and direction that it affects.
    """
    is_sent = use.direction == SENT
    listed = list(evidence.media(old, new))
    for name, before, after in listed:
        if after is None:
            is_narrowed = any(other != name and covers(name, other) for other, _, at in listed if at is not None)
            impact = Impact.SAFE if is_narrowed and not is_sent else Impact.BREAKING
            said = "may no longer be sent" if is_sent else "is no longer sent"
            yield change(f"media type removed {name}", impact, f"{what} {said} as {name}", before, new, use)
        elif before is None:
            impact = Impact.SAFE if is_sent else Impact.WARNING
            yield change(f"media type added {name}", impact, f"{what} may also be sent as {name}", old, after, use)
