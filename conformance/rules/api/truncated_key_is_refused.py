"""A key without its last character is refused.

What it checks: The responses to a request that succeeds with the correct key, sent without the key's last character.

Why it matters: A comparison by prefix, or of a part of the key only, makes keys guessable piece by piece.

Example: The server tests `key.startswith(given)` where equality is meant.

Fix: Compare the whole key in constant time.
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
    since="0.1.0",
    clause="{operation}",
)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Judge the answers to the known request with all of the key but its last character."""
    return refused(evidence, Intent.TRUNCATED_KEY)
