"""A value that is left out means what it meant before.

What it checks: The defaults of all schemas. In a response a default is documentation only.

Why it matters: A client that leaves the value out gets something else from one day to the next, without an error: a
warning (an error in oasdiff before 1.30).

Example: `limit: {type: integer, default: 20}` becomes `{type: integer, default: 100}` in a parameter.

Fix: Keep the default, or introduce the new one in a new version.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import annotation_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="JSON Schema 2020-12 validation section 9.2 (default)", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare defaults."""
    yield from annotation_changes(evidence, ("default",), (Impact.WARNING, Impact.DOCUMENTATION))
