"""Every number is finite and fits a double (RFC 8259 section 6, RFC 7493 section 2.2).

NaN and Infinity are no JSON at all, though some writers produce them; 1e999 is, and reads as Infinity.

Fails: `{"valid_contacts": NaN}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect
from conformance.rules.api._json import free_of
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.screening import Reads, any_row

NEEDS = (Aspect.TEXT,)
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every number."""
    return free_of(evidence, "number", expected="a finite number", readable=True)
