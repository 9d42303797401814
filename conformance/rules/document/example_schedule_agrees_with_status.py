"""What an example shows as only scheduled is scheduled for later.

A time that has passed beside a status that waits for it shows a state that the API should never be in.

Fails: `status: scheduled` with `scheduled_at: 2024-01-29T08:30:00Z` and `updated_at: 2024-02-29T04:22:09Z`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._rows import judged
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare in each object shown the time it is scheduled for with the latest time that has passed."""
    return judged(evidence, "schedule")
