"""Every body that is labelled as JSON is a JSON text.

What it checks: Every body whose Content-Type says JSON, by parsing it.

Why it matters: A client picks its parser by the Content-Type; a body that does not parse is an exception in every
client.

Example: A list with a comma after its last row, single quotes, an empty body, or an HTML page labelled as JSON.

Fix: Serialise the body with a JSON library, or label it with the media type that it really has.
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
