"""An operation is called what it was called.

No request carries the name, but generated clients name their functions by it: a warning for who regenerates one.

Fails: `operationId: readThing` that becomes `operationId: getThing`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import texts
from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the names of operations."""
    yield from texts(evidence, {"operation": ("operationId",)}, Impact.WARNING)
