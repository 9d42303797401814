"""What may be sent and what is answered is what it was.

A property that becomes read-only may be refused when it is sent (OpenAPI 3.0.3 section 4.7.24: it should not be sent),
and one that becomes write-only is no longer answered: both warn. The reverse only gives more.

Fails: `name: {type: string}` that becomes `name: {type: string, readOnly: true}` in what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ANSWERED, SENT, ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import change_of

_LOST = {"readOnly": SENT, "writeOnly": ANSWERED}


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what is read-only and write-only."""
    for keyword, direction in _LOST.items():
        for each in evidence.schema_edits.get(keyword, ()):
            is_lost = any(said.value is True for said in each.edit.new)
            is_met = any(use.direction == direction for use in each.uses)
            yield change_of(evidence, each, Impact.WARNING if is_lost and is_met else Impact.SAFE, None)
