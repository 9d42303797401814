"""An operation that asks for credentials documents what it answers to those that do not suffice.

Who has a key, but not for this, has to be told apart from who has none: only the latter is helped by a new key.

Fails: an operation under `security: [{bearerAuth: []}]` whose responses are only `200` and `401`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._responses import undocumented
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a 403, a 4XX or a default beside every operation that needs credentials."""
    why = "credentials may not suffice"
    return undocumented(evidence, "403", why, lambda operation: operation.needs_credentials)
