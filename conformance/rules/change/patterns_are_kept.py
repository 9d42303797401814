"""A text that matched the pattern still matches it.

What it checks: `pattern`, by instances that match one version and not the other; the text of a pattern does not show
whether it refuses more.

Why it matters: A client that sends what no longer matches is refused. Readers rarely match what they receive: a warning
(an error in oasdiff if the pattern is removed).

Example: `pattern: ^[0-9]+$` becomes `pattern: ^[0-9]{4,}$` in a request.

Fix: Keep the pattern of requests as wide as it was, and that of responses as narrow.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="JSON Schema 2020-12 validation section 6.3.3 (pattern)", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare patterns by what matches them."""
    yield from schema_changes(evidence, ("pattern",), Policy(answered_widened=Impact.WARNING))
