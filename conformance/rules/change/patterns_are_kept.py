"""A text matches the pattern that it matched.

Whether another pattern refuses or accepts more, no comparison of its text tells: instances do. A reader seldom matches
what it gets, so that more in an answer is a warning (to oasdiff a constraint that goes is an error).

Fails: `pattern: ^[0-9]+$` that becomes `pattern: ^[0-9]{4,}$` in what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare patterns by what matches them."""
    yield from schema_changes(evidence, ("pattern",), Policy(answered_widened=Impact.WARNING))
