"""An object has as many members as it had.

Who sends more is refused; who receives more may count on it: a warning.

Fails: `maxProperties: 20` that becomes `maxProperties: 10` in what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.change._policy import Policy, schema_changes
from conformance.rules.change_evidence import ChangeEvidence
from conformance.rules.change_observation import Change, Impact


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare numbers of members."""
    yield from schema_changes(evidence, ("minProperties", "maxProperties"), Policy(answered_widened=Impact.WARNING))
