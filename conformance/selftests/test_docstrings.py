"""Every example in a docstring gives the documented result."""

from __future__ import annotations

import doctest
import importlib

import pytest

from conformance.selftests.modules import PACKAGE

MODULES = sorted(
    ".".join(("conformance", *path.relative_to(PACKAGE).with_suffix("").parts))
    for path in PACKAGE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8") and "selftests" not in path.parts
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    """The examples of a module pass."""
    ended = doctest.testmod(importlib.import_module(name))
    assert ended.attempted > 0
    assert ended.failed == 0
