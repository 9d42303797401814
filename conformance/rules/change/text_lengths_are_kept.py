"""A text that was neither too short nor too long is neither still.

What it checks: Compare lengths.

Why it matters: Who sends a longer one is refused. Who receives one may have sized a column by the length: a warning
(oasdiff has it as an error).

Example: `maxLength: 120` that becomes `maxLength: 80` in what is sent.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="JSON Schema 2020-12 validation section 6.3", since="0.3.0")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare lengths."""
    yield from schema_changes(evidence, ("minLength", "maxLength"), Policy(answered_widened=Impact.WARNING))
