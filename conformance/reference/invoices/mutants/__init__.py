"""The mutants of the invoices API: exactly one fault each."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import cast

from conformance.reference.invoices.mutants.base import InvoicesMutant
from conformance.reference.mutants.base import rows_of

_MODULES = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]


def _mutants(module: ModuleType) -> Iterator[type[InvoicesMutant]]:
    """Yield the mutants of a module: those that are killed, and those that survive until there is a rule."""
    for broken, rows in getattr(module, "TABLE", {}).items():
        kills = (broken,) if isinstance(broken, str) else broken
        yield from (cast("type[InvoicesMutant]", each) for each in rows_of(rows, module.__name__, kills=kills))
    for awaited, rows in getattr(module, "SURVIVORS", {}).items():
        own = {"kills": (), "survives": awaited}
        yield from (cast("type[InvoicesMutant]", each) for each in rows_of(rows, module.__name__, **own))


MUTANTS: dict[str, type[InvoicesMutant]] = {each.name: each for module in _MODULES for each in _mutants(module)}
"""The mutants by name."""
