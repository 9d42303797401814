"""Every JSON text is encoded in UTF-8 (RFC 8259 section 8.1).

Fails: a file name in Latin-1; a text cut within a character; UTF-16.
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
    """Decode every body that claims to be JSON, strictly."""
    return free_of(evidence, "encoding", expected="UTF-8", readable=False)
