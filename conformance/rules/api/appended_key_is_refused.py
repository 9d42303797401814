"""A key with an extra character at its end is refused.

What it checks: The responses to a request that succeeds with the correct key, sent with that key and one more
character.

Why it matters: A check that compares only the first characters accepts many texts for one key, and revoking the key
revokes none of them.

Example: The server tests `given.startswith(key)`, or stores keys in a column that truncates long ones.

Fix: Compare the whole key in constant time, and never truncate it before comparing.
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
