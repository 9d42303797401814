"""The names within an object are unique.

What it checks: Compare the names of every object.

Why it matters: Some readers take the first member, most the last: two clients read two different answers from one
text.

Example: `{"batch_id": "a", "batch_id": "b"}`.

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

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="RFC 7493 section 2.3; two members of one name contradict each other",
    since="0.1.0",
    clause="RFC 8259 section 4",
)
NEEDS = (Aspect.TEXT,)
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the names of every object."""
    return free_of(evidence, "duplicate-name", expected="one member of each name", readable=True)
