"""The examples are those that were given.

An example is often how a reader learns what a value really looks like; where only examples change, the contract does
not, and that is worth knowing too.

Fails: `example: '2024-02-29T04:22:89Z'` that becomes `example: '2024-02-29T04:22:09Z'`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import texts
from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import annotation_changes

_KINDS = dict.fromkeys(("media type", "parameter", "header"), ("example", "examples"))


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare examples."""
    yield from annotation_changes(evidence, ("examples",), (Impact.DOCUMENTATION, Impact.DOCUMENTATION))
    yield from texts(evidence, _KINDS, Impact.DOCUMENTATION)
