"""What is sent may have the types that it might, and what is answered has no other types than before.

What it checks: Compare types.

Why it matters: A client parses by type: a number where a text was breaks it at once. In what is sent only a type less
breaks, in what is answered only a type more (oasdiff has both as errors, too); an integer that may have a fraction is
a type more.

Example: `type: integer` that becomes `type: number` in an answer.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="JSON Schema 2020-12 validation section 6.1.1 (type)", since="0.3.0")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare types."""
    yield from schema_changes(evidence, ("type",), Policy())
