"""In what the examples show as one object, a relative time agrees with the time stamps.

What it checks: Compare each relative text with the time from its moment to the latest one in the object shown.

Why it matters: The text is derived from a time stamp; where both are at odds, nobody can tell from when, and to when,
it counts.

Example: `humanized_created_at: 5 minutes ago` with an `updated_at` that is 37 days after `created_at`.

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
    """Compare each relative text with the time from its moment to the latest one in the object shown."""
    return judged(evidence, "relative")
