"""What has to be there is what had to be there.

Who does not send what has to be there now is refused. Who reads what need not be there any more meets its absence: both
break (as in oasdiff). What is read-only is never sent, and what is write-only never answered.

Fails: `required: [id, name]` that becomes `required: [id]` in an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change
from conformance.comparison.policy import Policy, schema_changes


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what is required."""
    yield from schema_changes(evidence, ("required",), Policy())
