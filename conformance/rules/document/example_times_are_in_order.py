"""In an example, nothing is updated before it is created, and nothing ends before it starts.

What it checks: Each object that the examples show: created and updated, started and ended.

Why it matters: Readers learn from examples which time is which, and mocks made from them give clients negative
durations.

Example: `created_at: 2024-03-01T00:00:00Z` with `updated_at: 2024-02-29T00:00:00Z` in one object.

Fix: Use one real response as the example, or put the times in order.
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
    """Compare the times of each object shown: created and updated, started and ended."""
    return judged(evidence, "order")
