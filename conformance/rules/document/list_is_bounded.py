"""A list that an operation returns has a maximum length, or a parameter that sets one.

What it checks: The list in every response to GET: the whole body, or the list in its envelope.

Why it matters: One request may return everything there is, and neither side can say how much memory or time that takes.

Example: A response `{type: array, items: …}` without `maxItems`, for an operation without a parameter such as `limit`.

Fix: Add `maxItems`, or a `limit` parameter with a `maximum`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._lists import listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="OWASP API4:2023; JSON Schema 2020-12 validation section 6.4.1 (maxItems)", since="0.2.0"
)
_SAID = re.compile(
    r"\b(?:up to|at most|maximum(?: of)?|max\.?|no more than|limited to|last|first|top|latest) (?:[a-z-]+ )?\d+\b"
    r"|\b\d+ (?:[a-z-]+ ){0,3}(?:per|a) page\b|\bpage size\b"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the list in every response to GET: the whole body, or the one in an envelope."""
    for each in listings(evidence, "GET"):
        if each.is_bounded(evidence) or each.has_page_size or _SAID.search(each.texts(evidence)):
            yield Conforming()
            continue
        message = f"{each.operation.id} returns a list of any length"
        yield quirk(
            each.array, "unbounded", message, "maxItems, or a parameter such as limit", "neither", "maxItems: 1000"
        )
