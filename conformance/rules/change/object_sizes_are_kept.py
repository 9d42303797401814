"""An object that had an accepted number of members still has one.

What it checks: `minProperties` and `maxProperties`.

Why it matters: A client that sends more is refused; one that receives more may rely on the bound: a warning.

Example: `maxProperties: 20` becomes `maxProperties: 10` in a request.

Fix: Keep the bounds of requests as wide as they were, and those of responses as narrow.
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
