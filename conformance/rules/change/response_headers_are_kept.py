"""A response has the headers that it had.

What it checks: The headers of every response, and whether they are required.

Why it matters: A client that reads a header that was guaranteed fails where it is absent. One that could be absent
anyway was never reliable: a warning (in oasdiff too).

Example: `Retry-After` is removed from the headers of a response.

Fix: Keep sending the header, and document it.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import change, node_at
from conformance.comparison.evidence import ChangeEvidence, SharedElement
from conformance.comparison.observation import Change, Impact
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="OpenAPI 3.1 section 4.8.17 (headers) and section 4.8.21 (required)", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the headers of responses."""
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
        impact, said = (Impact.SAFE, "is guaranteed now") if is_sure else (Impact.BREAKING, "is no longer guaranteed")
        yield change("header required" if is_sure else "header optional", impact, f"{name} {said}", old, new, each.use)
