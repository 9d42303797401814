"""The reference API with exactly one fault in each variant: what the suite has to notice."""

from __future__ import annotations

from conformance.reference.mutants import (
    bodies,
    credentials,
    errors,
    flaky,
    frameworks,
    gateways,
    lists,
    refusals,
    rows,
    statuses,
    storage,
    writers,
)
from conformance.reference.mutants.base import Mutant

_CONTRACT = (statuses, lists, bodies, credentials, refusals, errors, rows)
_SURROUNDINGS = (gateways, frameworks, storage, writers, flaky)

MUTANTS: dict[str, type[Mutant]] = {
    mutant.name: mutant
    for family in (*_CONTRACT, *_SURROUNDINGS)
    for mutant in vars(family).values()
    if isinstance(mutant, type) and issubclass(mutant, Mutant) and "name" in vars(mutant)
}
"""Name to mutant."""
