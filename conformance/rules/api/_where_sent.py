"""Shared by the rules on headers that an API may leave out: without one, the rule does not apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.rules.evidence import Evidence
from conformance.rules.observation import Inapplicable, Observation


def where_sent(evidence: Evidence, observed: Iterable[Observation], reason: str) -> Iterator[Observation]:
    """Yield the observations; where the answers give none, that the rule does not apply, for the reason given."""
    is_silent = True
    for each in observed:
        is_silent = False
        yield each
    if is_silent and evidence.answers:
        yield Inapplicable(reason)
