"""In what the examples show as one object, parts and sums of parts are at most their total.

What it checks: Compare parts, and the sums of maps of counts, with the total in each object shown.

Why it matters: An example that counts more than there is leaves open what is counted: whoever sums up learns the
wrong meaning.

Example: `total_contacts: 11` with `valid_contacts: 12`, or with a breakdown by status that sums to 26.

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
    """Compare parts, and the sums of maps of counts, with the total in each object shown."""
    return judged(evidence, "parts")
