"""A wrong key is refused.

Fails: any text of the right length is accepted.
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
    """Judge the answers to the known request with a key of the same shape that is not the right one."""
    return refused(evidence, Intent.WRONG_KEY)
