"""An operation is called what it was called.

No request carries the name, but generated clients name their functions by it: a warning for who regenerates one.

Fails: `operationId: readThing` that becomes `operationId: getThing`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.change._elements import texts
from conformance.rules.change_evidence import ChangeEvidence
from conformance.rules.change_observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the names of operations."""
    yield from texts(evidence, {"operation": ("operationId",)}, Impact.WARNING)
