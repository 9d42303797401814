"""What matched the pattern of a text matches it still.

What it checks: Compare patterns by what matches them.

Why it matters: Whether another pattern refuses or accepts more, no comparison of its text tells: instances do. A
reader seldom matches what it gets, so that more in an answer is a warning (to oasdiff a constraint that goes is an
error).

Example: `pattern: ^[0-9]+$` that becomes `pattern: ^[0-9]{4,}$` in what is sent.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="JSON Schema 2020-12 validation section 6.3.3 (pattern)", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare patterns by what matches them."""
    yield from schema_changes(evidence, ("pattern",), Policy(answered_widened=Impact.WARNING))
