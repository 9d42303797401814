"""A number that lay in the documented range lies in it still.

What it checks: Compare bounds, and what numbers are multiples of.

Why it matters: Who sends a number outside is refused. Who receives one has at most sized a column or a chart by the
range: a warning (oasdiff has it as an error).

Example: `maximum: 100` that becomes `maximum: 50` in what is sent.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="JSON Schema 2020-12 validation section 6.2", since="0.3.0")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare bounds, and what numbers are multiples of."""
    yield from schema_changes(evidence, ("minimum", "maximum", "multipleOf"), Policy(answered_widened=Impact.WARNING))
