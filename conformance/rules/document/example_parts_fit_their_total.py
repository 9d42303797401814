"""The numbers in an example fit the total that they are parts of.

An example that counts more than there is leaves open what is counted: whoever sums up learns the wrong meaning.

Fails: `total_contacts: 11` with `valid_contacts: 12`, or with a breakdown by status that sums to 26.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._rows import judged
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare parts, and the sums of maps of counts, with the total in each object shown."""
    return judged(evidence, "parts")
