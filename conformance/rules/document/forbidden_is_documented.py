"""An operation that requires credentials documents its response to insufficient ones.

What it checks: A 403, a 4XX or a default beside every operation that requires credentials.

Why it matters: A caller whose key does not allow this has to be distinguished from one without a key: only the latter
needs a new key.

Example: An operation under `security: [{bearerAuth: []}]` with the responses `200` and `401` only.

Fix: Document 403 with the body of errors.
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
    """Look for a 403, a 4XX or a default beside every operation that requires credentials."""
    why = "credentials may not suffice"
    return undocumented(evidence, "403", why, lambda operation: operation.needs_credentials)
