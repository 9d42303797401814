"""The formats of recordings by their names: one file each in the folder `formats`, found automatically."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

from conformance.exchange.recordings import formats
from conformance.exchange.recordings.importer import Importer
from conformance.model import JsonValue


def _importers() -> Iterator[Importer]:
    for name in sorted(module.name for module in pkgutil.iter_modules(formats.__path__)):
        module = importlib.import_module(f"{formats.__name__}.{name}")
        if not hasattr(module, "IMPORTER"):
            raise ImportError(f"{module.__file__} declares no IMPORTER = Importer(…)")
        yield module.IMPORTER


IMPORTERS: Mapping[str, Importer] = {each.name: each for each in _importers()}


def importer_of(value: JsonValue) -> Importer | None:
    """Return the format of a document, or of the first line of a file; None if it is in none."""
    return next((each for each in IMPORTERS.values() if each.matches(value)), None)
