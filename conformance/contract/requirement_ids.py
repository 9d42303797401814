"""The ids of requirements over time, and the fingerprints of their deviations."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

RENAMED: Mapping[str, str] = {"time-lies-on-its-mark": "time-is-rounded-as-documented"}
"""The present ids of requirements by their former ones, which waivers, histories and recordings may still have."""
_FORMER = {present: former for former, present in RENAMED.items()}


def present_id(requirement: str) -> str:
    """Return the present id of a requirement, whichever one a file has."""
    return RENAMED.get(requirement, requirement)


def fingerprint(requirement: str, operation: str, path: str, kind: str) -> str:
    """Identify a deviation over runs; `path` is its location with every index as `[*]`.

    A requirement keeps its first id here, so that a deviation is known after the requirement was renamed.

    >>> fingerprint("batch-id-is-unique", "GET /batches", "/[*]/batch_id", "duplicate")
    'e4538b3ac6fa8997'
    """
    parts = "\n".join((_FORMER.get(requirement, requirement), operation, path, kind))
    return hashlib.sha256(parts.encode()).hexdigest()[:16]
