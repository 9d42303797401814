"""A JSON body nests no deeper than clients in common use read.

What it checks: How deep every JSON body nests: 512 levels are all that PHP reads, and many others read fewer.

Why it matters: The client refuses the whole body, and a recursive parser without a limit ends the process.

Example: A list in 5,000 pairs of brackets.

Fix: Find what wraps its own output again and again; send references in place of deep trees.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._nesting import READABLE, within
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.screening import Reads, any_row

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="RFC 8259 section 9 (parsers may limit the depth); the default of PHP's json_decode",
    since="0.5.0",
    clause="RFC 8259 section 9",
)
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Count the levels of every JSON body."""
    yield from within(evidence, READABLE, "the body nests too deep for clients in common use")
