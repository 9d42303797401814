"""What takes long and serves several tests of a module is done once, when the first of them asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

Ahead: TypeAlias = Callable[[str], Any]
"""Returns the result of a function in the module's `JOBS`, by its name."""
