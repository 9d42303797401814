r"""Every string is a sequence of Unicode characters (RFC 8259 section 8.2, RFC 7493 section 2.1).

Half a surrogate pair cannot be written as UTF-8: readers replace it, drop it or stop.

Fails: a file name cut in the middle of an emoji: `"list \ud83d"`.
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
    """Look for lone surrogates in every string and name."""
    return free_of(evidence, "surrogate", expected="whole characters", readable=True)
