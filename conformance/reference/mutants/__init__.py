"""The mutants: the reference API with exactly one fault each, which the suite must detect."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from conformance.reference.mutants.base import Mutant, mutants_of

_MODULES = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]


def _mutants(module: ModuleType) -> Iterator[type[Mutant]]:
    """Yield the mutants of a module: those of its table, and its classes with a name."""
    yield from mutants_of(getattr(module, "TABLE", {}), module.__name__)
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Mutant) and "name" in vars(value):
            yield value


MUTANTS: dict[str, type[Mutant]] = {mutant.name: mutant for module in _MODULES for mutant in _mutants(module)}
"""The mutants by name."""
