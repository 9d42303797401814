"""An object that had neither too many nor too few members has neither still.

What it checks: Compare numbers of members.

Why it matters: Who sends more is refused; who receives more may count on it: a warning.

Example: `maxProperties: 20` that becomes `maxProperties: 10` in what is sent.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="JSON Schema 2020-12 validation section 6.5", since="0.3.0")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare numbers of members."""
    yield from schema_changes(evidence, ("minProperties", "maxProperties"), Policy(answered_widened=Impact.WARNING))
