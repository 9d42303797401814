"""No JSON text starts with a byte order mark (RFC 8259 section 8.1).

Many parsers stop at it, and those that do not hide the fault from everybody else.

Fails: `EF BB BF 5B 5D`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect
from conformance.rules.api._json import free_of
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.screening import Reads, any_row

NEEDS = (Aspect.BYTES,)
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at the first three bytes."""
    return free_of(evidence, "byte-order-mark", expected="no byte order mark", readable=False)
