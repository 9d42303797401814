"""In what the examples show as one object, what is only scheduled is scheduled for later than all that has passed.

What it checks: Compare in each object shown the time it is scheduled for with the latest time that has passed.

Why it matters: A time that has passed beside a status that waits for it shows a state that the API should never be
in.

Example: `status: scheduled` with `scheduled_at: 2024-01-29T08:30:00Z` and `updated_at: 2024-02-29T04:22:09Z`.

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
    """Compare in each object shown the time it is scheduled for with the latest time that has passed."""
    return judged(evidence, "schedule")
