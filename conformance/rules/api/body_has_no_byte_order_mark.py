"""JSON text does not start with a byte order mark.

What it checks: Look at the first three bytes.

Why it matters: Many parsers stop at it, and those that do not hide the fault from everybody else.

Example: `EF BB BF 5B 5D`.

Fix: Make the sentence above hold.
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
