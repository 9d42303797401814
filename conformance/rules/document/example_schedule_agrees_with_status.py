"""In an example, what is only scheduled is scheduled for later than everything that has passed.

What it checks: Each object that the examples show: its scheduled time against the latest time that has passed.

Why it matters: The example shows a state that the API should never be in.

Example: `status: scheduled` with `scheduled_at: 2024-01-29T08:30:00Z` and `updated_at: 2024-02-29T04:22:09Z`.

Fix: Use one real response as the example, or a scheduled time after the others.
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
    """Compare the scheduled time of each object shown with the latest time that has passed."""
    return judged(evidence, "schedule")
