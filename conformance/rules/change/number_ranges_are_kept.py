"""A number lies in the range that it lay in.

Who sends a number outside is refused. Who receives one has at most sized a column or a chart by the range: a warning
(oasdiff has it as an error).

Fails: `maximum: 100` that becomes `maximum: 50` in what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare bounds, and what numbers are multiples of."""
    yield from schema_changes(evidence, ("minimum", "maximum", "multipleOf"), Policy(answered_widened=Impact.WARNING))
