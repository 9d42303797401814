"""The alternatives of a choice are the same as before.

What it checks: `anyOf` and `oneOf`. A constant among the alternatives counts as a value, and one more of those is a
warning.

Why it matters: Clients handle each alternative in its own way: a removed one is refused in requests, a new one is
unknown to readers of responses (an error in oasdiff too).

Example: `oneOf: [Card, Cash]` becomes `oneOf: [Card, Cash, Voucher]` in a response.

Fix: Return the new alternative only to clients that ask for it, or in a new version; keep accepting the old ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import JudgedEdit, Policy, change_of, schema_changes
from conformance.comparison.walk import UNCOMPARED
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MUST, source="JSON Schema 2020-12 core section 10.2.1 (anyOf, oneOf)", since="0.3.0"
)
_WHY = "not compared: more alternatives than are matched"


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the alternatives of `anyOf` and `oneOf`."""
    yield from schema_changes(evidence, ("alternative", "anyOf", "oneOf"), Policy())
    for each in evidence.schema_edits.get(UNCOMPARED, ()):
        yield change_of(
            evidence, each, Impact.WARNING, JudgedEdit(narrows=False, widens=False, proofs=(), unproven=_WHY)
        )
