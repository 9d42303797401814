"""What there is to choose from is what there was to choose from.

A client takes each alternative in its own way: one that is gone is refused when it is sent, one that is new is unknown
to who reads it, like a new type (oasdiff has it as an error, too). A constant among them is a value, and one more of
those only warns, as in an enumeration.

Fails: `oneOf: [Card, Cash]` that becomes `oneOf: [Card, Cash, Voucher]` in an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change
from conformance.comparison.policy import Policy, schema_changes


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare what there is to choose from."""
    yield from schema_changes(evidence, ("alternative", "anyOf", "oneOf"), Policy())
