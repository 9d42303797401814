"""The names within a JSON object are unique.

What it checks: The names of every object in the text of the body.

Why it matters: Some parsers take the first member and most take the last: two clients read different data from one
text.

Example: `{"batch_id": "a", "batch_id": "b"}`.

Fix: Build the object as a map and serialise that, rather than writing its members one after another.
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
    source="RFC 7493 section 2.3 (two members with one name contradict each other)",
    since="0.1.0",
    clause="RFC 8259 section 4",
)
NEEDS = (Aspect.TEXT,)
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Compare the names of every object."""
    return free_of(evidence, "duplicate-name", expected="one member of each name", readable=True)
