"""An operation documents what it answers when the server fails.

Without it no caller knows whether the body of a failure can be read, or is the error page of a proxy.

Fails: an operation whose responses are only `200` and `400`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._responses import undocumented
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for any 5XX status or a default beside every operation."""
    return undocumented(evidence, "5XX", "every server fails at times", lambda operation: True)
