"""The time stamps of an example stand in the order that their names tell.

Readers learn from examples which of two moments is which; mocks made of them feed clients with durations below zero.

Fails: `created_at: 2024-03-01T00:00:00Z` with `updated_at: 2024-02-29T00:00:00Z` in one object.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._rows import judged
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the moments of each object shown: created and updated, started and ended."""
    return judged(evidence, "order")
