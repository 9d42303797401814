"""What was not deprecated is not deprecated.

Nothing breaks today, and this is the notice that it will: whoever uses it has until its end (RFC 9745 section 2).

Fails: `from_number: {type: string}` that becomes `from_number: {type: string, deprecated: true}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import texts
from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import annotation_changes

_KINDS = dict.fromkeys(("operation", "parameter", "header"), ("deprecated",))


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what is deprecated."""
    yield from annotation_changes(evidence, ("deprecated",), (Impact.SAFE, Impact.SAFE))
    yield from texts(evidence, _KINDS, Impact.SAFE)
