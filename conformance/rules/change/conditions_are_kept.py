"""What is judged together with other schemas is judged as before.

What it checks: Compare the keywords that judge by other schemas.

Why it matters: These keywords judge by other schemas (`not`, `if`, `contains` and their like), so that instances have
to tell what their edits refuse. Who receives seldom counts on them: a warning.

Example: `dependentRequired: {card: [address]}` that is new in what is sent.

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
    level=Level.MUST,
    source="JSON Schema 2020-12 core section 10.2 and section 10.3 (not, if, contains, propertyNames …)",
    since="0.3.0",
)
_KEYWORDS = (
    *("not", "if", "contains", "propertyNames", "patternProperties", "dependentRequired", "dependentSchemas"),
    *("unevaluatedProperties", "unevaluatedItems"),
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the keywords that judge by other schemas."""
    yield from schema_changes(evidence, _KEYWORDS, Policy(answered_widened=Impact.WARNING))
