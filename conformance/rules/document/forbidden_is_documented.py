"""An operation that asks for credentials documents what it answers to those that do not suffice.

What it checks: Look for a 403, a 4XX or a default beside every operation that needs credentials.

Why it matters: Who has a key, but not for this, has to be told apart from who has none: only the latter is helped by
a new key.

Example: an operation under `security: [{bearerAuth: []}]` whose responses are only `200` and `401`.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._responses import undocumented
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation

REQUIREMENT = Declaration(
    level=Level.MAY, source="RFC 9110 section 15.5.4; OpenAPI 3.1 section 4.8.16 (known errors)", since="0.2.0"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a 403, a 4XX or a default beside every operation that needs credentials."""
    why = "credentials may not suffice"
    return undocumented(evidence, "403", why, lambda operation: operation.needs_credentials)
