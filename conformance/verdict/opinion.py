"""What the second engine says about a deviation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Opinion:
    """What the second engine says about a deviation."""

    is_broken: bool | None
    """None if it cannot judge."""
    why: str = ""
    """Why it cannot."""
