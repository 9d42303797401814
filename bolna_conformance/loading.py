"""Decides which `conformance` is imported if there are two."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

_HOME = Path(__file__).resolve().parents[1]
_NAME = "conformance"
_FIX = f"run `bolna-conformance`, or the tests that need it, in a separate process, or rename your {_NAME}/"


class Collision:
    """The last finder: it reports why a module of the user's `conformance` cannot be imported."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Raise an error if the user has such a module; never find one."""
        first = f"{name}.".split(".")[1]
        if not name.startswith(f"{_NAME}."):
            return
        for folder in sys.path:
            other = Path(folder or os.curdir).absolute() / _NAME
            if other.parent.resolve() != _HOME and any(map(Path.exists, (other / first, other / f"{first}.py"))):
                raise ModuleNotFoundError(
                    f"No module named {name!r}: in this process {_NAME} is that of bolna-conformance, not {other};"
                    f" {_FIX}",
                    name=name,
                )


def explain_collisions() -> None:
    """Make an import that fails because this package took the name say so."""
    if Collision not in sys.meta_path:
        sys.meta_path.append(Collision)


def load() -> None:
    """Import the package `conformance` beside this one, regardless of `sys.path`.

    Raises:
        ImportError: Another module of that name was imported before.
    """
    sys.path.insert(0, str(_HOME))
    try:
        found = import_module(_NAME)
    finally:
        sys.path.remove(str(_HOME))
    places = list(getattr(found, "__path__", [found.__file__]))
    if [Path(place).resolve() for place in places] != [_HOME / _NAME]:
        raise ImportError(f"in this process {_NAME} is {places[0]}, which was imported first; {_FIX}")
    explain_collisions()
