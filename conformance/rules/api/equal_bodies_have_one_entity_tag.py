"""The same body has the same strong entity tag.

What it checks: The whole 200 answers to our requests for one URL, each with the next: the same bytes have the same
strong `ETag`.

Why it matters: `If-None-Match` never matches, so that every request downloads everything again.

Example: The tag holds the time of the request, or differs from server to server.

Fix: Make the tag from the body, or from the version of what it shows.
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
    level=Level.SHOULD, source="RFC 9110 section 8.8.3", since="0.5.0", clause="RFC 9110 section 8.8.3"
)
NEEDS = (Aspect.HEADERS, Aspect.BYTES)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the tags of equal bodies."""
    return where_sent(evidence, _observed(evidence), "no body was sent twice with a strong entity tag")


def _observed(evidence: Evidence) -> Iterator[Observation]:
    for first, second in tagged_pairs(evidence):
        if body(first) != body(second):
            continue
        if strong_tag(first) == strong_tag(second):
            yield Conforming(second)
        else:
            message = "the same body has another strong entity tag than before"
            yield Deviation(second, "another tag", message, "the tag of the body before", "another", "header ETag")
