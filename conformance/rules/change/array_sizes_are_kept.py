"""An array has as many items as it had, and as different ones.

Who sends more is refused. Who receives more, or none where there was always one, may count on it: a warning
(oasdiff has it as an error).

Fails: `minItems: 1` that goes from an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare numbers of items, and whether they differ."""
    yield from schema_changes(
        evidence, ("minItems", "maxItems", "uniqueItems"), Policy(answered_widened=Impact.WARNING)
    )
