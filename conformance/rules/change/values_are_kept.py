"""Every listed value can still be sent, and responses contain no value that was not listed.

What it checks: `enum` and `const` of every schema. A value less in a response is safe for readers.

Why it matters: A removed value breaks clients that send it. A new one in a response breaks clients that handle each
value and nothing else: a warning, on which oasdiff is silent or reports an error, by version.

Example: `enum: [queued, done]` becomes `enum: [queued, done, paused]` in a response.

Fix: Keep accepting old values, and announce that clients have to expect new ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="JSON Schema 2020-12 validation section 6.1.2 (enum) and 6.1.3 (const)", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the values that are listed."""
    yield from schema_changes(evidence, ("enum",), Policy(answered_widened=Impact.WARNING))
