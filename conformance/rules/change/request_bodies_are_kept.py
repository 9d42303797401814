"""A body may be sent where it might, and need not be where it need not.

Fails: `requestBody: {required: false}` that becomes `requestBody: {required: true}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import change
from conformance.comparison.evidence import SENT, ChangeEvidence, Matched, Usage
from conformance.comparison.observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare whether bodies are sent."""
    for matched in evidence.exchanged:
        yield from _compare(evidence, matched)


def _compare(evidence: ChangeEvidence, matched: Matched) -> Iterator[Change]:
    old, new = evidence.bodies(matched)
    use = Usage(matched.id, matched.asking)
    # What has to be sent breaks who sends; what need not be there any more breaks who receives.
    more, less = (Impact.BREAKING, Impact.SAFE) if use.direction == SENT else (Impact.SAFE, Impact.BREAKING)
    if old is None and new is not None:
        impact, said = (more, "has to be sent") if new.required else (Impact.SAFE, "may be sent")
        yield change("body added", impact, f"a body {said} now", matched.old.pointer, new.pointer, use)
    elif old is not None and new is None:
        message = "no body may be sent any more"
        yield change("body removed", Impact.BREAKING, message, old.pointer, matched.new.pointer, use)
    elif old is not None and new is not None and old.required != new.required:
        impact, said = (more, "has to") if new.required else (less, "need not")
        kind = "body required" if new.required else "body optional"
        yield change(kind, impact, f"the body {said} be sent now", old.pointer, new.pointer, use)
