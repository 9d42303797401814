"""Null is allowed where it was, and only there.

Null is what clients forget most: a reader that never met it fails on the first one, so that a null more in an answer
breaks (as in oasdiff). `nullable`, `type: [..., 'null']` and a choice with null are one and the same; in
OpenAPI 3.1, which does not know it, `nullable` means nothing to a validator and something to people: a warning.

Fails: `scheduled_at: {type: string}` that becomes `{type: [string, 'null']}` in an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import Policy, annotation_changes, schema_changes


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare whether null is allowed."""
    yield from schema_changes(evidence, ("null",), Policy())
    yield from annotation_changes(evidence, ("nullable",), (Impact.WARNING, Impact.WARNING))
