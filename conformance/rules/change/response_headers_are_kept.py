"""An answer has the headers that it had.

Who reads a header that was always there meets its absence: it breaks. One that might be absent anyway was never to be
counted on: a warning (as in oasdiff).

Fails: `Retry-After` that is gone from the headers of a response.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import ChangeEvidence, SharedElement
from conformance.comparison.observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the headers of answers."""
    for each in evidence.elements:
        if each.kind == "response":
            for name, old, new in evidence.headers(each.old, each.new):
                yield from _compare(evidence, each, f"the header {name}", old, new)


def _compare(
    evidence: ChangeEvidence, each: SharedElement, name: str, old: str | None, new: str | None
) -> Iterator[Change]:
    was_sure = node_at(evidence.old.document, old).get("required") is True
    is_sure = node_at(evidence.new.document, new).get("required") is True
    if new is None:
        impact = Impact.BREAKING if was_sure else Impact.WARNING
        yield change("header removed", impact, f"{name} is gone", old, each.new, each.use)
    elif old is None:
        yield change("header added", Impact.SAFE, f"{name} is new", each.old, new, each.use)
    elif was_sure != is_sure:
        impact, said = (Impact.SAFE, "is always there") if is_sure else (Impact.BREAKING, "need not be there any more")
        yield change("header required" if is_sure else "header optional", impact, f"{name} {said}", old, new, each.use)
