"""Shared by the rules on how deep JSON nests: the limits that clients in common use have."""

from __future__ import annotations

import math
from collections.abc import Iterator

from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation

MODERATE = 64
"""The levels that .NET (`System.Text.Json`) reads."""
READABLE = 512
"""Those that PHP (`json_decode`) reads; most others stop at 100 (Ruby) or at 1,000 (Java, Python)."""


def within(evidence: Evidence, limit: int, message: str, *, judged_to: float = math.inf) -> Iterator[Observation]:
    """Judge how deep every JSON body nests.

    Args:
        evidence: The exchanges.
        limit: The levels that a conforming body has at most.
        message: What a deeper body is.
        judged_to: The levels above which another rule reports the body.
    """
    if evidence.operation.method == "HEAD":
        yield Inapplicable("answers to HEAD have no body")
        return
    for exchange in evidence.answers:
        text = evidence.json(exchange)
        if text is None or not (text.is_parsed or text.depth):
            continue
        if text.depth <= limit:
            yield Conforming(exchange)
        elif text.depth <= judged_to:
            # Levels are counted up to `MOST_DEPTH` only.
            actual = f"{text.depth} levels, or more" if text.depth > READABLE else f"{text.depth} levels"
            yield Deviation(exchange, "depth", message, f"{limit} levels at most", actual, "body")
