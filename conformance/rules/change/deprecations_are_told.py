"""Nothing is newly deprecated.

What it checks: `deprecated` of operations, parameters, headers and schemas.

Why it matters: Nothing breaks today, but this is the notice that it will: clients have until the removal to migrate
(RFC 9745 section 2).

Example: `from_number: {type: string}` becomes `from_number: {type: string, deprecated: true}`.

Fix: Clients: plan the migration. Vendor: name the replacement and the date of removal.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import texts
from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import annotation_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MAY,
    source="OpenAPI 3.1 section 4.8.10 and section 4.8.12 (deprecated); RFC 9745 section 2",
    since="0.3.0",
)
_KINDS = dict.fromkeys(("operation", "parameter", "header"), ("deprecated",))


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what is deprecated."""
    yield from annotation_changes(evidence, ("deprecated",), (Impact.SAFE, Impact.SAFE))
    yield from texts(evidence, _KINDS, Impact.SAFE)
