"""The reference API with exactly one fault in each variant: what the suite has to notice."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from conformance.reference.mutants.base import Mutant

_FAMILIES = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]

MUTANTS: dict[str, type[Mutant]] = {
    mutant.name: mutant
    for family in _FAMILIES
    for mutant in vars(family).values()
    if isinstance(mutant, type) and issubclass(mutant, Mutant) and "name" in vars(mutant)
}
"""Name to mutant."""
