"""Which `conformance` is imported, where there are two."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

_HOME = Path(__file__).resolve().parents[1]
_NAME = "conformance"
_FIX = f"run `bolna-conformance`, or the tests that need it, in a process of their own, or rename your {_NAME}/"


class Collision:
    """A finder that is asked last: it says why a module of the user's `conformance` cannot be imported."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Raise an error that says so where there is such a module, and find nothing elsewhere."""
        first = f"{name}.".split(".")[1]
        if not name.startswith(f"{_NAME}."):
            return
        for folder in sys.path:
            other = Path(folder or os.curdir).absolute() / _NAME
            if other.parent.resolve() != _HOME and any(map(Path.exists, (other / first, other / f"{first}.py"))):
                raise ModuleNotFoundError(
                    f"No module named {name!r}: {_NAME} is that of bolna-conformance in this process, and not {other};"
                    f" {_FIX}",
                    name=name,
                )


def explain_collisions() -> None:
    """Let an import that fails since this package has the name say so."""
    if Collision not in sys.meta_path:
        sys.meta_path.append(Collision)


def load() -> None:
    """Import the package `conformance` that lies beside this one, wherever `sys.path` leads first.

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
        raise ImportError(f"{_NAME} is {places[0]} in this process, which was imported first; {_FIX}")
    explain_collisions()
