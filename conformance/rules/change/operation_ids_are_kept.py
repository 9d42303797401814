"""An operation has the operationId that it had.

What it checks: The operationId of every operation.

Why it matters: No request carries it, but generated clients name their functions by it: a warning for everybody who
regenerates one.

Example: `operationId: readThing` becomes `operationId: getThing`.

Fix: Keep the operationId; it need not match the path.
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
    """Compare operationIds."""
    yield from texts(evidence, {"operation": ("operationId",)}, Impact.WARNING)
