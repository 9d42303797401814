"""The reference API with exactly one fault in each variant: what the suite has to notice."""

from __future__ import annotations

from conformance.reference.mutants import bodies, credentials, errors, lists, prose, refusals, rows, statuses
from conformance.reference.mutants.base import Mutant

_FAMILIES = (
    *(statuses, lists, bodies, credentials, refusals, errors, rows),
    prose,
)

MUTANTS: dict[str, type[Mutant]] = {
    mutant.name: mutant
    for family in _FAMILIES
    for mutant in vars(family).values()
    if isinstance(mutant, type) and issubclass(mutant, Mutant) and "name" in vars(mutant)
}
"""Name to mutant."""
