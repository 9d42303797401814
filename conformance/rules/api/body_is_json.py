"""Every body that is labelled as JSON is a JSON text.

What it checks: Parse every body that claims to be JSON.

Why it matters: Clients rely on it.

Example: a list with a comma after its last row; single quotes; an empty body; a page of HTML.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.api._json import free_of
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.screening import Reads, any_row

REQUIREMENT = Declaration(level=Level.MUST, source="RFC 8259 section 2", since="0.1.0", clause="RFC 8259 section 2")
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Parse every body that claims to be JSON."""
    return free_of(evidence, "grammar", expected="a JSON text (RFC 8259)", readable=True)
