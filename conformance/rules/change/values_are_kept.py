"""A value is one of those that were listed.

A value less breaks who sends it. A value more in an answer breaks who handles each of them and nothing else, and nobody
else: a warning, where oasdiff is silent or calls it an error, by version. One less in an answer is safe for readers.

Fails: `enum: [queued, done]` that becomes `enum: [queued, done, paused]` in an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, schema_changes


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare the values that are listed."""
    yield from schema_changes(evidence, ("enum",), Policy(answered_widened=Impact.WARNING))
