"""An object has as many members as it had.

Who sends more is refused; who receives more may count on it: a warning.

Fails: `maxProperties: 20` that becomes `maxProperties: 10` in what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare numbers of members."""
    yield from schema_changes(evidence, ("minProperties", "maxProperties"), Policy(answered_widened=Impact.WARNING))
