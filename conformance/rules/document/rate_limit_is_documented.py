"""An operation documents its response to too many requests.

What it checks: A 429, a 4XX or a default beside every operation.

Why it matters: A client that does not expect this response treats it as a failure and retries at once, which makes it
worse.

Example: An operation with the responses `200` and `400` only.

Fix: Document 429, with its body and a `Retry-After` header.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._responses import undocumented
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation

REQUIREMENT = Declaration(level=Level.SHOULD, source="OWASP API4:2023; RFC 6585 section 4", since="0.2.0")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a 429, a 4XX or a default beside every operation."""
    return undocumented(evidence, "429", "an API has to limit its callers", lambda operation: True)
