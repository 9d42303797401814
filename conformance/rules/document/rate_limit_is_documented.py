"""An operation documents what it answers to too many requests.

A caller that does not expect the answer treats it as a failure and tries again at once, which makes it worse.

Fails: an operation whose responses are only `200` and `400`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._responses import undocumented
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a 429, a 4XX or a default beside every operation."""
    return undocumented(evidence, "429", "an API has to limit its callers", lambda operation: True)
