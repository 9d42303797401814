"""What was not deprecated is not deprecated.

Nothing breaks today, and this is the notice that it will: whoever uses it has until its end (RFC 9745 section 2).

Fails: `from_number: {type: string}` that becomes `from_number: {type: string, deprecated: true}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.change._elements import texts
from conformance.rules.change._policy import annotation_changes
from conformance.rules.change_evidence import ChangeEvidence
from conformance.rules.change_observation import Change, Impact

_KINDS = dict.fromkeys(("operation", "parameter", "header"), ("deprecated",))


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what is deprecated."""
    yield from annotation_changes(evidence, ("deprecated",), (Impact.SAFE, Impact.SAFE))
    yield from texts(evidence, _KINDS, Impact.SAFE)
