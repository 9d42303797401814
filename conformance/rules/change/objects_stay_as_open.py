"""An object accepts the additional properties that it accepted.

What it checks: `additionalProperties` of every object.

Why it matters: A closed object refuses clients that send properties it does not name. One that is opened in a response
stops only clients that refuse what they do not know: a warning.

Example: `additionalProperties: false` is added to a request.

Fix: Keep accepting additional properties, or ignore them, until a new version.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="JSON Schema 2020-12 core section 10.3.2.3 (additionalProperties)", since="0.3.0"
)


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare whether additional properties are accepted."""
    yield from schema_changes(evidence, ("additionalProperties",), Policy(answered_widened=Impact.WARNING))
