"""A relative time in an example agrees with the time stamps beside it.

The text is derived from a time stamp; where both are at odds, nobody can tell from when, and to when, it counts.

Fails: `humanized_created_at: 5 minutes ago` with an `updated_at` that is 37 days after `created_at`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._rows import judged
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare each relative text with the time from its moment to the latest one in the object shown."""
    return judged(evidence, "relative")
