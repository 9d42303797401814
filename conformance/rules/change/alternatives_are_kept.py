"""What there is to choose from is what there was to choose from.

What it checks: Compare what there is to choose from.

Why it matters: A client takes each alternative in its own way: one that is gone is refused when it is sent, one that
is new is unknown to who reads it, like a new type (oasdiff has it as an error, too). A constant among them is a
value, and one more of those only warns, as in an enumeration.

Example: `oneOf: [Card, Cash]` that becomes `oneOf: [Card, Cash, Voucher]` in an answer.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="JSON Schema 2020-12 core section 10.2.1 (anyOf, oneOf)", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what there is to choose from."""
    yield from schema_changes(evidence, ("alternative", "anyOf", "oneOf"), Policy())
