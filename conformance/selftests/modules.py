"""The modules of this package by their paths, and their source."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
_CASES = PACKAGE / "selftests" / "data" / "cases"
MODULES = sorted(
    path.relative_to(PACKAGE).as_posix()
    for path in PACKAGE.rglob("*.py")
    if not path.is_relative_to(_CASES)  # servers as others wrote them
)
ENGINE = [name for name in MODULES if not name.startswith(("selftests/", "reference/", "suite/", "benchmarks/"))]


@cache
def tree(name: str) -> ast.Module:
    """Return a module as a syntax tree."""
    return ast.parse((PACKAGE / name).read_text(encoding="utf-8"))
