r"""Every JSON string is a sequence of whole Unicode characters.

What it checks: Every string and name, for a lone surrogate.

Why it matters: Half a surrogate pair cannot be encoded as UTF-8: some clients replace it, others drop it or raise an
error.

Example: A file name cut in the middle of an emoji: `"list \ud83d"`.

Fix: Cut texts at characters, not at UTF-16 code units, and reject invalid text on input.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect, Level
from conformance.rules.api._json import free_of
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.screening import Reads, any_row

REQUIREMENT = Declaration(level=Level.MUST, source="RFC 7493 section 2.1", since="0.1.0", clause="RFC 8259 section 8.2")
NEEDS = (Aspect.TEXT,)
READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for lone surrogates in every string and name."""
    return free_of(evidence, "surrogate", expected="whole characters", readable=True)
