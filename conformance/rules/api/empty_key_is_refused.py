"""An empty key is refused.

What it checks: The responses to a request that succeeds with the correct key, sent with an empty one.

Why it matters: A server that compares with a setting which is empty in some environment lets everybody in.

Example: `Authorization: Bearer` without a token is answered with 200.

Fix: Reject empty credentials before comparing them, and fail at start-up where no key is configured.
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
    """Judge the answers to the known request with an empty key."""
    return refused(evidence, Intent.EMPTY_KEY)
