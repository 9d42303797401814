"""Every body that is labelled as JSON is a JSON text (RFC 8259 section 2).

Fails: a list with a comma after its last row; single quotes; an empty body; a page of HTML.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.api._json import free_of
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Observation
from conformance.rules.screening import Reads, any_row

READS = Reads()
screen = any_row


def check(evidence: Evidence) -> Iterator[Observation]:
    """Parse every body that claims to be JSON."""
    return free_of(evidence, "grammar", expected="a JSON text (RFC 8259)", readable=True)
