"""In an example, parts and the sums of parts are at most their total.

What it checks: Each object that the examples show: parts, and the sums of maps of counts, against the total.

Why it matters: An example that counts more than there is leaves open what is counted.

Example: `total_contacts: 11` with `valid_contacts: 12`, or with a breakdown by status that sums to 26.

Fix: Use one real response as the example, or numbers that add up.
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
