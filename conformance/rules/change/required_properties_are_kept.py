"""Nothing more is required in requests, and nothing less is guaranteed in responses.

What it checks: `required` of every object. Read-only properties are never sent, and write-only ones never returned.

Why it matters: A client that does not send a newly required property is refused; one that reads a property that is no
longer guaranteed fails where it is absent. Both break (in oasdiff too).

Example: `required: [id, name]` becomes `required: [id]` in a response.

Fix: Make new properties of requests optional, and keep sending the guaranteed ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="JSON Schema 2020-12 validation section 6.5.3 (required)", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what is required."""
    yield from schema_changes(evidence, ("required",), Policy())
