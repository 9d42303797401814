"""No JSON text starts with a byte order mark.

What it checks: The first three bytes of every body that is labelled as JSON.

Why it matters: Senders must not add it (RFC 8259 section 8.1): many parsers stop at it with a syntax error.

Example: A body that starts with the bytes `EF BB BF 5B 5D`.

Fix: Write the body as UTF-8 without a byte order mark (`utf-8`, not `utf-8-sig`).
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect, Level
from conformance.rules.api._json import free_of
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.screening import Reads, any_row

REQUIREMENT = Declaration(level=Level.MUST, source="RFC 8259 section 8.1", since="0.1.0", clause="RFC 8259 section 8.1")
NEEDS = (Aspect.BYTES,)
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at the first three bytes."""
    return free_of(evidence, "byte-order-mark", expected="no byte order mark", readable=False)
