"""In an example, a relative time agrees with the time stamps.

What it checks: Each object that the examples show: the relative text against the time from its time stamp to the latest
one.

Why it matters: The text is computed from a time stamp; where the two contradict each other, readers cannot tell from
which.

Example: `humanized_created_at: 5 minutes ago` with an `updated_at` 37 days after `created_at`.

Fix: Use one real response as the example, or times that fit the text.
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
    """Compare each relative text with the time from its time stamp to the latest one in the object shown."""
    return judged(evidence, "relative")
