"""Recognises texts that say that a time is in UTC."""

from __future__ import annotations

import re

_UTC = re.compile(r"\bUTC\b(?! ?[+-]\d)(?! offset)|\bCoordinated Universal Time\b")
_HEDGE = re.compile(r"(?i)\b(?:or|unless|if no|if not|assumed|default(?:s|ed)?|may|offset|converted to)\b")


def says_utc(text: str) -> bool:
    """Return whether a text says, without reservation, that a time is in UTC."""
    return bool(_UTC.search(text)) and not _HEDGE.search(text)
