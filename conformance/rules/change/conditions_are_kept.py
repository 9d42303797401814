"""Conditional and combined schemas accept what they accepted before.

What it checks: `not`, `if`, `contains`, `propertyNames`, `patternProperties`, the `dependent…` and the `unevaluated…`
keywords.

Why it matters: These keywords judge by other schemas, so only instances show what an edit refuses. Readers of responses
rarely rely on them: a warning.

Example: `dependentRequired: {card: [address]}` is added to a request.

Fix: Add no condition to requests that existing clients break; release a stricter one in a new version.
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
