"""An operation that requires credentials documents its response without them.

What it checks: A 401, a 4XX or a default beside every operation that requires credentials.

Why it matters: Every new client gets this response on its first day; undocumented, each has to find its status and body
by trial.

Example: An operation under `security: [{bearerAuth: []}]` with the responses `200` and `400` only.

Fix: Document 401 with the body of errors and its `WWW-Authenticate` header.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._responses import undocumented
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OWASP API2:2023; RFC 9110 section 15.5.2; OpenAPI 3.1 section 4.8.16 (known errors)",
    since="0.2.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a 401, a 4XX or a default beside every operation that requires credentials."""
    return undocumented(evidence, "401", "it requires credentials", lambda operation: operation.needs_credentials)
