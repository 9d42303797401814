"""A property that could be sent can still be sent, and one that was returned is still returned.

What it checks: `readOnly` and `writeOnly` of every schema.

Why it matters: A property that becomes read-only may be refused in requests (OpenAPI 3.0.3 section 4.7.24), and one
that becomes write-only is no longer returned: both are warnings. The reverse only adds possibilities.

Example: `name: {type: string}` becomes `name: {type: string, readOnly: true}` in a request.

Fix: Keep accepting and returning the property until clients have migrated, or release it in a new version.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ANSWERED, SENT, ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import change_of
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.0.3 section 4.7.24 and JSON Schema 2020-12 validation section 9.4 (readOnly, writeOnly)",
    since="0.3.0",
)
_LOST = {"readOnly": SENT, "writeOnly": ANSWERED}


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what is read-only and write-only."""
    for keyword, direction in _LOST.items():
        for each in evidence.schema_edits.get(keyword, ()):
            is_lost = any(said.value is True for said in each.edit.new)
            is_met = any(use.direction == direction for use in each.uses)
            yield change_of(evidence, each, Impact.WARNING if is_lost and is_met else Impact.SAFE, None)
