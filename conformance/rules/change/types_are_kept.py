"""Requests may contain the types that they could, and responses contain no other types than before.

What it checks: `type` of every schema; an integer that may have a fraction counts as a new type.

Why it matters: Clients parse by type: a number in place of a text breaks them at once. In requests only a removed type
breaks, in responses only a new one (errors in oasdiff too).

Example: `type: integer` becomes `type: number` in a response.

Fix: Keep the type, or send the new one under another name or in a new version.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MUST, source="JSON Schema 2020-12 validation section 6.1.1 (type)", since="0.3.0")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare types."""
    yield from schema_changes(evidence, ("type",), Policy())
