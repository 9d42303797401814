"""A key that lacks its last character is refused.

A comparison by prefix, or of a part of the key only, makes keys guessable piece by piece.

Fails: `startswith` where equality was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent
from conformance.rules.api._refusal import refused
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.screening import Reads

READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Judge the answers to the known request with all of the key but its last character."""
    return refused(evidence, Intent.TRUNCATED_KEY)
