"""The correct key under another authentication scheme is refused.

What it checks: The responses to the correct key under a scheme that the contract does not name.

Why it matters: An API that takes the last word of the header for the key does not know what it was given, and may
accept more than it means to.

Example: `Authorization: Basic <bearer token>` is answered with 200.

Fix: Parse scheme and credentials, and refuse every scheme but the documented one.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Intent, Level
from conformance.rules.api._refusal import names_a_scheme, refused
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Inapplicable, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(level=Level.MUST, source="RFC 9110 section 11.6.2", since="0.1.0", clause="{operation}")
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Judge the answers to the known request with the right key under a scheme that the contract does not name."""
    if not names_a_scheme(evidence):
        yield Inapplicable("the contract names no HTTP authentication scheme")
        return
    yield from refused(evidence, Intent.OTHER_SCHEME)
