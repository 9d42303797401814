"""What tells alternatives apart, and how XML is written, is what it was.

Generated clients choose a class by the discriminator and read elements by their names; a validator sees neither
(OpenAPI 3.1 sections 4.8.25 and 4.8.26), so that it is a warning.

Fails: `discriminator: {propertyName: kind}` that becomes `discriminator: {propertyName: type}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import annotation_changes

_KEYWORDS = ("discriminator", "xml")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what clients choose and read by."""
    yield from annotation_changes(evidence, _KEYWORDS, (Impact.WARNING, Impact.WARNING))
