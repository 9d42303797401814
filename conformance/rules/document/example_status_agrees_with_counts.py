"""In what the examples show as one object, a status of what has not begun stands beside no counts of what has.

What it checks: Look in each object shown that has not started for counts of what has.

Why it matters: Clients decide by the status what to show; an example in which both are at odds leaves open which one
is right.

Example: `status: scheduled` with `execution_status: {completed: 1, ringing: 10}`.

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
    """Look in each object shown that has not started for counts of what has."""
    return judged(evidence, "status")
