"""A value has the types that it had.

A client parses by type: a number where a text was breaks it at once. In what is sent only a type less breaks, in what
is answered only a type more (oasdiff has both as errors, too); an integer that may have a fraction is a type more.

Fails: `type: integer` that becomes `type: number` in an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change
from conformance.comparison.policy import Policy, schema_changes


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare types."""
    yield from schema_changes(evidence, ("type",), Policy())
