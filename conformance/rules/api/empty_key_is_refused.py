"""An empty key is refused.

A check that compares with a setting which is empty in some environment lets everybody in.

Fails: `Authorization: Bearer` is answered by 200.
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
    """Judge the answers to the known request with an empty key."""
    return refused(evidence, Intent.EMPTY_KEY)
