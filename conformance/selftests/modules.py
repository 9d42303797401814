"""The modules of this package by their paths, and their source."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
_DATA = PACKAGE / "selftests" / "data"
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if _DATA not in path.parents)
ENGINE = [name for name in MODULES if not name.startswith(("selftests/", "reference/", "suite/", "benchmarks/"))]


@cache
def tree(name: str) -> ast.Module:
    """Return a module as a syntax tree."""
    return ast.parse((PACKAGE / name).read_text(encoding="utf-8"))
