"""Whether what a request lists is one page, whose rows all move on to the next while new ones come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

from conformance.contract.possible_types import possible_types
from conformance.model import Exchange
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Deviation, Inconclusive, Observation


def share_nothing(answers: Sequence[Collection[str]]) -> bool:
    """Return whether two answers of several rows have no row in common; the only row may have been made anew."""
    return any(len(one) > 1 < len(other) and not {*one} & {*other} for one, other in combinations(answers, 2))


def other_rows(evidence: Evidence, last: Exchange, answers: Sequence[Collection[str]]) -> Observation:
    """Return what it means that two answers share nothing; pages of the same length may have moved on."""
    numbers = (
        each.schema is not None and "integer" in possible_types(each.schema, evidence.schemas)
        for each in evidence.operation.parameters
        if each.location == "query"
    )
    if len({len(each) for each in answers}) == 1 and any(numbers):
        return Inconclusive("the rows of a page may all have moved on to the next one")
    return Deviation(last, "rows", "two answers have no row in common", "the same rows", "other rows", "body")
