"""Shared by the rules on how deep JSON nests: the limits that clients in common use have."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange
from conformance.rules.evidence import Evidence

MODERATE = 64
"""The levels that .NET (`System.Text.Json`) reads."""
READABLE = 512
"""Those that PHP (`json_decode`) reads; most others stop at 100 (Ruby) or at 1,000 (Java, Python)."""


def depths(evidence: Evidence) -> Iterator[tuple[Exchange, int]]:
    """Yield how deep each JSON body nests, 0 for one that nobody has trouble with."""
    for exchange in evidence.answers:
        text = evidence.json(exchange)
        if text is not None and (text.is_parsed or text.depth):
            yield exchange, text.depth
