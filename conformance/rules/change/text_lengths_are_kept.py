"""A text that had an accepted length still has one.

What it checks: `minLength` and `maxLength`.

Why it matters: A client that sends a longer text is refused. One that receives it may have sized a column by the
length: a warning (an error in oasdiff).

Example: `maxLength: 120` becomes `maxLength: 80` in a request.

Fix: Keep the lengths of requests as wide as they were, and those of responses as narrow.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="JSON Schema 2020-12 validation section 6.3", since="0.3.0")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare lengths."""
    yield from schema_changes(evidence, ("minLength", "maxLength"), Policy(answered_widened=Impact.WARNING))
