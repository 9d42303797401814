"""In an example, the counts beside a status of something that has not begun count nothing that has.

What it checks: Each object that the examples show: counts of what has started or ended, beside a status that says that
nothing has.

Why it matters: Clients decide by the status what to show; the example leaves open whether status or counts are right.

Example: `status: scheduled` with `execution_status: {completed: 1, ringing: 10}`.

Fix: Use one real response as the example, or a status that fits the counts.
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
    """Look for counts of what has started in each object shown that has not."""
    return judged(evidence, "status")
