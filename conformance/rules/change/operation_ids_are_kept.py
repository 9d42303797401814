"""An operation is called in the newer document what it was called in the older.

What it checks: Compare the names of operations.

Why it matters: No request carries the name, but generated clients name their functions by it: a warning for who
regenerates one.

Example: `operationId: readThing` that becomes `operationId: getThing`.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import texts
from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.10 (tools may use the operationId to identify an operation)",
    since="0.3.0",
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the names of operations."""
    yield from texts(evidence, {"operation": ("operationId",)}, Impact.WARNING)
