"""Every JSON number is finite and fits a double.

What it checks: Every number in the text of the body, and the tokens `NaN` and `Infinity`.

Why it matters: `NaN` and `Infinity` are not JSON, though some serialisers write them; `1e999` is JSON and reads as
Infinity.

Example: `{"valid_contacts": NaN}`.

Fix: Make the serialiser refuse non-finite numbers, and send null or leave the property out.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect, Level
from conformance.rules.api._json import free_of
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.screening import Reads, any_row

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="RFC 8259 section 6 (NaN and Infinity are not permitted); RFC 7493 section 2.2",
    since="0.1.0",
    clause="RFC 8259 section 6",
)
NEEDS = (Aspect.TEXT,)
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every number."""
    return free_of(evidence, "number", expected="a finite number", readable=True)
