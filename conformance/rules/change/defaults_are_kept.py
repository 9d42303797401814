"""What is meant where nothing is sent is what was meant.

A client that leaves a value out asks for something else from one day to the next, without any error: a warning (oasdiff
had it as an error until 1.30). In an answer a default is no more than documentation.

Fails: `limit: {type: integer, default: 20}` that becomes `{type: integer, default: 100}` in a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import annotation_changes


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare defaults."""
    yield from annotation_changes(evidence, ("default",), (Impact.WARNING, Impact.DOCUMENTATION))
