"""A key with one more character is refused.

What it checks: Judge the answers to the known request with the key and one more character.

Why it matters: A check that reads no further than the length it expects takes many texts for one key, and none of
them is revoked.

Example: `startswith(key)` where equality was meant; a column that cuts long keys off.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent, Level
from conformance.rules.api._refusal import refused
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.30 (Security Requirement Object)",
    since="0.3.0",
    clause="{operation}",
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Judge the answers to the known request with the key and one more character."""
    return refused(evidence, Intent.APPENDED_KEY)
