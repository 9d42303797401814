"""An array that had an accepted number of items still has one.

What it checks: `minItems`, `maxItems` and `uniqueItems`.

Why it matters: A client that sends more items is refused. One that receives more, or none where there was always one,
may rely on it: a warning (an error in oasdiff).

Example: `minItems: 1` is removed from a response.

Fix: Keep the bounds of requests as wide as they were, and those of responses as narrow.
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
    """Compare the numbers of items, and whether they have to differ."""
    yield from schema_changes(
        evidence, ("minItems", "maxItems", "uniqueItems"), Policy(answered_widened=Impact.WARNING)
    )
