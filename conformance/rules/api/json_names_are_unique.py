"""The names within an object are unique (RFC 8259 section 4, RFC 7493 section 2.3).

Some readers take the first member, most the last: two clients read two different answers from one text.

Fails: `{"batch_id": "a", "batch_id": "b"}`.
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
    """Compare the names of every object."""
    return free_of(evidence, "duplicate-name", expected="one member of each name", readable=True)
