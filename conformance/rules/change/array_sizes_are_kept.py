"""An array that had neither too many nor too few items has neither still.

What it checks: Compare numbers of items, and whether they differ.

Why it matters: Who sends more is refused. Who receives more, or none where there was always one, may count on it: a
warning (oasdiff has it as an error).

Example: `minItems: 1` that goes from an answer.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="JSON Schema 2020-12 validation section 6.4", since="0.3.0")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare numbers of items, and whether they differ."""
    yield from schema_changes(
        evidence, ("minItems", "maxItems", "uniqueItems"), Policy(answered_widened=Impact.WARNING)
    )
