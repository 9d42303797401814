"""A text is as long as it was.

Who sends a longer one is refused. Who receives one may have sized a column by the length: a warning (oasdiff has
it as an error).

Fails: `maxLength: 120` that becomes `maxLength: 80` in what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare lengths."""
    yield from schema_changes(evidence, ("minLength", "maxLength"), Policy(answered_widened=Impact.WARNING))
