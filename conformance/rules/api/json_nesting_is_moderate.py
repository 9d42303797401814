"""A JSON body nests no deeper than every common client reads.

What it checks: How deep every JSON body nests: 64 levels are all that .NET reads. More than 512 are reported elsewhere.

Why it matters: A client refuses the whole body with all its rows, in one language and not in another.

Example: A row with a tree of 100 levels.

Fix: Send references in place of deep trees.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._nesting import MODERATE, READABLE, within
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.screening import Reads, any_row

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="RFC 8259 section 9 (parsers may limit the depth); the default of .NET's System.Text.Json",
    since="0.5.0",
    clause="RFC 8259 section 9",
)
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Count the levels of every JSON body."""
    yield from within(evidence, MODERATE, "the body nests too deep for some common clients", judged_to=READABLE)
