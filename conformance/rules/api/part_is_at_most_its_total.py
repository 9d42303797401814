"""A part is at most its total.

A share above one whole shows that the two were counted at different times, or by different rules.

Fails: `"valid_contacts": 12` beside `"total_contacts": 11`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.api._relations import judged, keeps
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.relation_kinds import PartOfTotal

_NOTHING = "the contract has no number beside the total that it is a part of"


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the two numbers in every row."""
    return judged(evidence, PartOfTotal, _NOTHING, keeps)
