"""An object takes the undescribed properties that it took.

What it checks: Compare whether other properties are taken.

Why it matters: Who sends a property that is named nowhere is refused by an object that was closed. One that was
opened in an answer stops only who refuses what it does not know: a warning.

Example: `additionalProperties: false` that is new in what is sent.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="JSON Schema 2020-12 core section 10.3.2.3 (additionalProperties)", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare whether other properties are taken."""
    yield from schema_changes(evidence, ("additionalProperties",), Policy(answered_widened=Impact.WARNING))
