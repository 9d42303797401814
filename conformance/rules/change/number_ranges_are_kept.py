"""A number that was in the documented range is still in it.

What it checks: `minimum` and `maximum`, exclusive or not, and `multipleOf`.

Why it matters: A client that sends a number outside is refused. One that receives it may have sized a column or a chart
by the range: a warning (an error in oasdiff).

Example: `maximum: 100` becomes `maximum: 50` in a request.

Fix: Keep the ranges of requests as wide as they were, and those of responses as narrow.
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
