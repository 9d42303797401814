"""Nothing more has to be sent, and nothing less is always answered.

What it checks: Compare what is required.

Why it matters: Who does not send what has to be there now is refused. Who reads what need not be there any more meets
its absence: both break (as in oasdiff). What is read-only is never sent, and what is write-only never answered.

Example: `required: [id, name]` that becomes `required: [id]` in an answer.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="JSON Schema 2020-12 validation section 6.5.3 (required)", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what is required."""
    yield from schema_changes(evidence, ("required",), Policy())
