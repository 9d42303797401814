"""A JSON body nests no deeper than every common client reads.

What it checks: How deep every JSON body nests: 64 levels are all that .NET reads. More than 512 are reported elsewhere.

Why it matters: A client refuses the whole body with all its rows, in one language and not in another.

Example: A row with a tree of 100 levels.

Fix: Send references in place of deep trees.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._nesting import MODERATE, READABLE, depths
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
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
    if evidence.operation.method == "HEAD":
        yield Inapplicable("answers to HEAD have no body")
        return
    for exchange, depth in depths(evidence):
        if depth <= MODERATE:
            yield Conforming(exchange)
        elif depth <= READABLE:
            message = "the body nests too deep for some common clients"
            actual = f"{depth} levels"
            yield Deviation(exchange, "depth", message, f"{MODERATE} levels at most", actual, "body")
