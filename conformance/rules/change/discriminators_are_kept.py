"""Clients choose and read by what they chose and read by.

What it checks: Compare what clients choose and read by.

Why it matters: Generated clients choose a class by the discriminator and read elements by their names; a validator
sees neither (OpenAPI 3.1 sections 4.8.25 and 4.8.26), so that it is a warning.

Example: `discriminator: {propertyName: kind}` that becomes `discriminator: {propertyName: type}`.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import annotation_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="OpenAPI 3.1 sections 4.8.25 (discriminator) and 4.8.26 (XML)", since="0.3.0"
)
_KEYWORDS = ("discriminator", "xml")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what clients choose and read by."""
    yield from annotation_changes(evidence, _KEYWORDS, (Impact.WARNING, Impact.WARNING))
