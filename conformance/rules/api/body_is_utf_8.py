"""Every JSON text is encoded in UTF-8.

What it checks: The bytes of every body that is labelled as JSON, decoded strictly.

Why it matters: RFC 8259 section 8.1 allows no other encoding; names with accents arrive garbled, or the client fails to
decode them.

Example: A file name in Latin-1, a text cut in the middle of a character, or a body in UTF-16.

Fix: Encode the whole body as UTF-8, and cut texts at characters rather than bytes.
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
    """Decode every body that claims to be JSON, strictly."""
    return free_of(evidence, "encoding", expected="UTF-8", readable=False)
