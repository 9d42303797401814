"""A list that an operation answers with has a greatest length, or a parameter that sets one.

Without it one request may ask for everything there is, and neither side can say how much memory or time that takes.

Fails: an answer `{type: array, items: …}` without `maxItems`, to an operation without a parameter such as `limit`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.rules.document._lists import listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

_SAID = re.compile(
    r"\b(?:up to|at most|maximum(?: of)?|max\.?|no more than|limited to|last|first|top|latest) (?:[a-z-]+ )?\d+\b"
    r"|\b\d+ (?:[a-z-]+ ){0,3}(?:per|a) page\b|\bpage size\b"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the list of every answer to GET: the whole answer, or the one in an envelope."""
    for each in listings(evidence, "GET"):
        if each.is_bounded(evidence) or each.has_page_size or _SAID.search(each.texts(evidence)):
            yield Conforming()
            continue
        message = f"{each.operation.id} answers with a list of any length"
        yield quirk(
            each.array, "unbounded", message, "maxItems, or a parameter such as limit", "neither", "maxItems: 1000"
        )
