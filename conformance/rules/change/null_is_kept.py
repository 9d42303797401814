"""Null can still be sent where it could be, and is returned only where it was.

What it checks: Null in `type`, `nullable` and choices, which mean the same. In OpenAPI 3.1 `nullable` means nothing to
a validator, but something to people: a warning.

Why it matters: Clients forget null most often: a reader that never received one fails on the first (an error in oasdiff
too).

Example: `scheduled_at: {type: string}` becomes `{type: [string, 'null']}` in a response.

Fix: Leave the property out if it was optional, or introduce null in a new version.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, annotation_changes, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="JSON Schema 2020-12 validation section 6.1.1; OpenAPI 3.0.3 section 4.7.24 (nullable)",
    since="0.3.0",
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare whether null is allowed."""
    yield from schema_changes(evidence, ("null",), Policy())
    yield from annotation_changes(evidence, ("nullable",), (Impact.WARNING, Impact.WARNING))
