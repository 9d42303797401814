"""Discriminators and XML names are the same as before.

What it checks: `discriminator` and `xml` of every schema.

Why it matters: Generated clients choose classes by the discriminator and read elements by their names. Validators see
neither (OpenAPI 3.1 sections 4.8.25 and 4.8.26), so it is a warning.

Example: `discriminator: {propertyName: kind}` becomes `discriminator: {propertyName: type}`.

Fix: Keep the property and its values, and send the new property beside the old one.
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
    """Compare discriminators and XML names."""
    yield from annotation_changes(evidence, _KEYWORDS, (Impact.WARNING, Impact.WARNING))
