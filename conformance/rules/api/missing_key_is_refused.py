"""A request without a key is refused.

What it checks: The responses to a request that succeeds with the correct key, sent without credentials.

Why it matters: Otherwise everybody on the internet reads the data (OWASP API2:2023, broken authentication).

Example: The list is returned to a request without an `Authorization` header.

Fix: Require authentication by default, for every route, and exempt public ones by name.
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
    """Judge the answers to the known request without any credentials."""
    return refused(evidence, Intent.NO_KEY)
