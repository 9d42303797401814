"""An operation documents its response when the server fails.

What it checks: Any 5XX status or a default beside every operation.

Why it matters: Clients cannot know whether the body of a failure can be parsed or is the error page of a proxy.

Example: An operation with the responses `200` and `400` only.

Fix: Document 5XX or a default, with the body of errors.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._responses import undocumented
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="RFC 9110 section 15.6; OpenAPI 3.1 section 4.8.16 (known errors)", since="0.2.0"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for any 5XX status or a default beside every operation."""
    return undocumented(evidence, "5XX", "every server fails at times", lambda operation: True)
