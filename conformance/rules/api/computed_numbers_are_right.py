"""A number that is documented as computed from others is what it says.

What it checks: Sums, differences and products that the prose of a property states in so many words: `the sum of the
amount of its lines`, "`total` less `amount_paid`", "the product of `quantity` and `unit_amount`". Decimals exactly.

Why it matters: An invoice whose total is not that of its lines is wrong for whoever pays it.

Example: `"total": 1200` beside lines of 500 and 600.

Fix: Compute it from the rows that are sent, in whole minor units or decimals.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._relations import judged, keeps
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.sums import Computed

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="prose of the contract; common sense (a row that contradicts itself)",
    since="0.5.0",
    clause="{operation}",
)
_NOTHING = "the contract has no number that it says how to compute"


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compute the number of every row."""
    return judged(evidence, Computed, _NOTHING, keeps)
