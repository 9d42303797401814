"""The status in an example agrees with the counts beside it.

Clients decide by the status what to show; an example in which both are at odds leaves open which one is right.

Fails: `status: scheduled` with `execution_status: {completed: 1, ringing: 10}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._rows import judged
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look in each object shown that has not started for counts of what has."""
    return judged(evidence, "status")
