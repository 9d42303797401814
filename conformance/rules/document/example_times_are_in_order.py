"""In what the examples show as one object, what is created is not updated before, and what starts does not end before.

What it checks: Compare the moments of each object shown: created and updated, started and ended.

Why it matters: Readers learn from examples which of two moments is which; mocks made of them feed clients with
durations below zero.

Example: `created_at: 2024-03-01T00:00:00Z` with `updated_at: 2024-02-29T00:00:00Z` in one object.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._rows import judged
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation

REQUIREMENT = Declaration(level=Level.SHOULD, source="common sense", since="0.2.0")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the moments of each object shown: created and updated, started and ended."""
    return judged(evidence, "order")
