"""What holds only together with something else holds as before.

These keywords judge by other schemas (`not`, `if`, `contains` and their like), so that instances have to tell what
their edits refuse. Who receives seldom counts on them: a warning.

Fails: `dependentRequired: {card: [address]}` that is new in what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes

_KEYWORDS = (
    *("not", "if", "contains", "propertyNames", "patternProperties", "dependentRequired", "dependentSchemas"),
    *("unevaluatedProperties", "unevaluatedItems"),
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the keywords that judge by other schemas."""
    yield from schema_changes(evidence, _KEYWORDS, Policy(answered_widened=Impact.WARNING))
