"""A body that could be sent can still be sent, and one that could be left out can still be left out.

What it checks: The request body of every operation: whether there is one, and whether it is required.

Why it matters: A client that sends no body is refused if one is required now, and one that sends a body if none is
accepted.

Example: `requestBody: {required: false}` becomes `requestBody: {required: true}`.

Fix: Keep the body optional, or require it in a new version.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import change
from conformance.comparison.evidence import SENT, ChangeEvidence, Matched, Usage
from conformance.comparison.observation import Change, Impact
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="OpenAPI 3.1 section 4.8.13 (required)", since="0.3.0")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare whether bodies are sent."""
    for matched in evidence.exchanged:
        yield from _compare(evidence, matched)


def _compare(evidence: ChangeEvidence, matched: Matched) -> Iterator[Change]:
    old, new = evidence.bodies(matched)
    use = Usage(matched.id, matched.asking)
    # A body that is required now breaks senders; one that is no longer guaranteed breaks receivers.
    more, less = (Impact.BREAKING, Impact.SAFE) if use.direction == SENT else (Impact.SAFE, Impact.BREAKING)
    if old is None and new is not None:
        impact, said = (more, "has to be sent") if new.required else (Impact.SAFE, "may be sent")
        yield change("body added", impact, f"a body {said} now", matched.old.pointer, new.pointer, use)
    elif old is not None and new is None:
        message = "a body may no longer be sent"
        yield change("body removed", Impact.BREAKING, message, old.pointer, matched.new.pointer, use)
    elif old is not None and new is not None and old.required != new.required:
        impact, said = (more, "has to") if new.required else (less, "need not")
        kind = "body required" if new.required else "body optional"
        yield change(kind, impact, f"the body {said} be sent now", old.pointer, new.pointer, use)
