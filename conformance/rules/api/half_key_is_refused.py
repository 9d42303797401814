"""The first half of a key is refused.

What it checks: The responses to a request that succeeds with the correct key, sent with its first half only.

Why it matters: A check of the beginning only, by a prefix look-up or a column that truncates keys, makes keys
guessable.

Example: The server compares the first eight characters of the key and ignores the rest.

Fix: Use the prefix at most to find the stored key, then compare the whole key in constant time.
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
    """Judge the answers to the known request with the first half of the key."""
    return refused(evidence, Intent.HALF_KEY)
