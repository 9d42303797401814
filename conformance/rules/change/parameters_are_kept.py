"""No parameter is newly required, and every parameter is still accepted.

What it checks: The parameters of every operation. Another name of a path parameter is equivalent, for nobody sends it;
headers that OpenAPI ignores, such as Authorization, are only mentioned.

Why it matters: A client that does not send a newly required parameter is refused. A removed one is ignored or refused,
which no document says: a warning (in oasdiff too).

Example: `limit` is `required: true` in the newer document only.

Fix: Make new parameters optional with a default, and keep accepting the old ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import SENT, ChangeEvidence, Matched, Usage
from conformance.comparison.observation import Change, Impact
from conformance.contract.openapi import IGNORED
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="OpenAPI 3.1 section 4.8.12 (required)", since="0.3.0")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare parameters."""
    for matched in evidence.exchanged:
        for key, old, new in evidence.parameters(matched):
            for each in _compare(evidence, matched, old, new):
                yield replace(each, impact=Impact.DOCUMENTATION) if key in IGNORED else each


def _compare(evidence: ChangeEvidence, matched: Matched, old: str | None, new: str | None) -> Iterator[Change]:
    before, after = node_at(evidence.old.document, old), node_at(evidence.new.document, new)
    place, title = ((after or before).get(each) for each in ("in", "name"))
    use, name = Usage(matched.id, matched.asking), f"the {place} parameter {title}"
    more, less = (Impact.BREAKING, Impact.SAFE) if use.direction == SENT else (Impact.SAFE, Impact.BREAKING)
    was_needed, is_needed = (node.get("in") == "path" or node.get("required") is True for node in (before, after))
    if old is None:
        impact = more if is_needed else Impact.SAFE
        said = " and required" if is_needed else ""
        yield change("parameter added", impact, f"{name} is new{said}", matched.old.pointer, new, use)
    elif new is None:
        impact = less if was_needed and use.direction != SENT else Impact.WARNING
        yield change("parameter removed", impact, f"{name} is gone", old, matched.new.pointer, use)
    elif was_needed != is_needed:
        impact = more if is_needed else less
        said = "is required now" if is_needed else "is no longer required"
        yield change(
            "parameter required" if is_needed else "parameter optional", impact, f"{name} {said}", old, new, use
        )
    elif before.get("in") == "path" and before.get("name") != after.get("name"):
        said = f"the path parameter {before.get('name')} is called {after.get('name')} now, a name that nobody sends"
        yield change("parameter renamed", Impact.EQUIVALENT, said, old, new, use)
