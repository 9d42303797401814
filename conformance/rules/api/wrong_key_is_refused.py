"""A wrong key is refused.

What it checks: The responses to a request that succeeds with the correct key, sent with a wrong key of the same shape.

Why it matters: Otherwise any text will do as a key, and everybody reads the data (OWASP API2:2023, broken
authentication).

Example: Any text of the right length is accepted.

Fix: Look the key up, and refuse it where it is not found, expired or revoked.
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
    """Judge the answers to the known request with a key of the same shape that is not the right one."""
    return refused(evidence, Intent.WRONG_KEY)
