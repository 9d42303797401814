"""Half a key is refused.

A check of the beginning only, be it a look-up by prefix or a column that cuts long keys off, makes keys guessable.

Fails: the first eight characters of the key are compared, and the rest is not.
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
    """Judge the answers to the known request with the first half of the key."""
    return refused(evidence, Intent.HALF_KEY)
