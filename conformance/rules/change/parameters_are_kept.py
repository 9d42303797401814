"""The parameters are those that there were, and none has to be given that need not be.

Who does not send one that has to be there now is refused. One that is gone is ignored or refused, which no document
tells: a warning (as in oasdiff). The name of a path parameter is sent by nobody: another one is equivalent.
Headers that OpenAPI tells to ignore among the parameters, such as Authorization, are nothing but told.

Fails: `limit` that is `required: true` in the newer document only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import SENT, ChangeEvidence, Matched, Usage
from conformance.comparison.observation import Change, Impact
from conformance.contract.bodies import IGNORED


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
        said = " and has to be given" if is_needed else ""
        yield change("parameter added", impact, f"{name} is new{said}", matched.old.pointer, new, use)
    elif new is None:
        impact = less if was_needed and use.direction != SENT else Impact.WARNING
        yield change("parameter removed", impact, f"{name} is gone", old, matched.new.pointer, use)
    elif was_needed != is_needed:
        impact = more if is_needed else less
        said = "has to be given" if is_needed else "need not be given any more"
        yield change(
            "parameter required" if is_needed else "parameter optional", impact, f"{name} {said}", old, new, use
        )
    elif before.get("in") == "path" and before.get("name") != after.get("name"):
        said = f"the path parameter {before.get('name')} is called {after.get('name')} now, which nobody sends"
        yield change("parameter renamed", Impact.EQUIVALENT, said, old, new, use)
