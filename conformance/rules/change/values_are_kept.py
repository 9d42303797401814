"""Every listed value may still be sent, and no other is answered than were listed.

What it checks: Compare the values that are listed.

Why it matters: A value less breaks who sends it. A value more in an answer breaks who handles each of them and
nothing else, and nobody else: a warning, where oasdiff is silent or calls it an error, by version. One less in an
answer is safe for readers.

Example: `enum: [queued, done]` that becomes `enum: [queued, done, paused]` in an answer.

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
    level=Level.MUST, source="JSON Schema 2020-12 validation section 6.1.2 (enum) and 6.1.3 (const)", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the values that are listed."""
    yield from schema_changes(evidence, ("enum",), Policy(answered_widened=Impact.WARNING))
