"""An object takes as many other properties as it did.

Who sends a property that is named nowhere is refused by an object that was closed. One that was opened in an answer
stops only who refuses what it does not know: a warning.

Fails: `additionalProperties: false` that is new in what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare whether other properties are taken."""
    yield from schema_changes(evidence, ("additionalProperties",), Policy(answered_widened=Impact.WARNING))
