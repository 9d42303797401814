"""Gives a rule only exchanges whose record can show what it reads; where none can, the rule is inconclusive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, wraps

from conformance.model import Aspect
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Inconclusive, Observation, Rule


@cache
def showing(check: Rule, needs: frozenset[Aspect]) -> Rule:
    """Return a rule that leaves out exchanges that do not show what it needs, and reports that."""

    @wraps(check)
    def checked(evidence: Evidence) -> Iterator[Observation]:
        lacking = {aspect for exchange in evidence.exchanges for aspect in needs - exchange.shows}
        if not lacking:
            yield from check(evidence)
            return
        fit = tuple(exchange for exchange in evidence.exchanges if needs <= exchange.shows)
        if fit:
            yield from check(replace(evidence, exchanges=fit))
        yield from (Inconclusive(unshown(aspect)) for aspect in sorted(lacking))

    return checked


def unshown(aspect: Aspect) -> str:
    """Return why something cannot be judged."""
    return f"the recording does not show {aspect.value}"
