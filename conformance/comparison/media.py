"""How media types that come and go are told: of what is sent, and of what is answered."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import change
from conformance.comparison.evidence import SENT, ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact
from conformance.contract.bodies import covers


def media_changes(evidence: ChangeEvidence, what: str, old: str, new: str, use: Usage) -> Iterator[Change]:
    """Yield a change for every media type that comes or goes; a range takes what lies in it.

    Args:
        evidence: The documents.
        what: What comes in it, for people: `a body`, `an answer`.
        old: Where it stands in the older document.
        new: Where it stands in the newer one.
        use: Who meets it.
    """
    is_sent = use.direction == SENT
    listed = list(evidence.media(old, new))
    for name, before, after in listed:
        if after is None:
            is_narrowed = any(other != name and covers(name, other) for other, _, at in listed if at is not None)
            impact = Impact.SAFE if is_narrowed and not is_sent else Impact.BREAKING
            said = "may not be sent" if is_sent else "does not come"
            yield change(f"media type removed {name}", impact, f"{what} {said} as {name} any more", before, new, use)
        elif before is None:
            impact = Impact.SAFE if is_sent else Impact.WARNING
            said = "may be sent" if is_sent else "may come"
            yield change(f"media type added {name}", impact, f"{what} {said} as {name}, too", old, after, use)
