"""An operation that asks for credentials documents what it answers without them.

Every caller meets this answer on the first day; undocumented, each has to find its status and body by trial.

Fails: an operation under `security: [{bearerAuth: []}]` whose responses are only `200` and `400`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._responses import undocumented
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a 401, a 4XX or a default beside every operation that needs credentials."""
    return undocumented(evidence, "401", "it asks for credentials", lambda operation: operation.needs_credentials)
