"""A strong entity tag stands for one body.

What it checks: The whole 200 answers to our requests for one URL, each with the next: the same strong `ETag` has the
same bytes.

Why it matters: A client that asks again with `If-None-Match` keeps its old rows for ever, and one that writes with
`If-Match` overwrites what it has never seen.

Example: `ETag: "v1"` for a list, and after a change again `ETag: "v1"`.

Fix: Make the tag from the body, or from a version that changes with it; else send a weak one (`W/"…"`).
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect, Level
from conformance.rules.api._entity_tags import strong_tag, tagged_pairs
from conformance.rules.api._where_sent import where_sent
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, body
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST, source="RFC 9110 section 8.8.1", since="0.5.0", clause="RFC 9110 section 8.8.1"
)
NEEDS = (Aspect.HEADERS, Aspect.BYTES)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the bodies of equal tags."""
    return where_sent(evidence, _observed(evidence), "no URL was answered twice with a strong entity tag")


def _observed(evidence: Evidence) -> Iterator[Observation]:
    for first, second in tagged_pairs(evidence):
        if body(first) == body(second):
            yield Conforming(second)
        elif strong_tag(first) == strong_tag(second):
            message = "two different bodies have the same strong entity tag"
            yield Deviation(second, "same tag", message, "another tag", "the tag of the body before", "header ETag")
        else:
            yield Conforming(second)
