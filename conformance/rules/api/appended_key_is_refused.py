"""A key with a character appended is refused.

A check that reads no further than the length it expects takes many texts for one key, and none of them is revoked.

Fails: `startswith(key)` where equality was meant; a column that cuts long keys off.
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
    """Judge the answers to the known request with the key and one more character."""
    return refused(evidence, Intent.APPENDED_KEY)
