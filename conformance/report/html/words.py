"""Formatting for a page: signs and colours of words, places, and numbers with their units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

_WEB_ADDRESS = re.compile(r"https?://[\w.~:/?#\[\]@!$&'()*+,;=%-]+", re.ASCII)
_OTHER = ("–", "mute")
_SIGNS = {
    "fail": ("✕", "bad"),
    "error": ("!", "bad"),
    "failure": ("✕", "bad"),
    "breaking": ("✕", "bad"),
    "new": ("✱", "bad"),
    "stale": ("!", "bad"),
    "expired": ("!", "bad"),
    "inconclusive": ("?", "care"),
    "partial": ("?", "care"),
    "warning": ("!", "care"),
    "still": ("↻", "care"),
    "flaky": ("~", "care"),
    "pass": ("✓", "good"),
    "success": ("✓", "good"),
    "fixed": ("✓", "good"),
    "waived": ("○", "note"),
    "used": ("○", "note"),
    "correction": ("○", "note"),
}


def sign_of(word: str) -> str:
    """Return the sign of a word such as an outcome, which has the meaning of its colour."""
    return _SIGNS.get(word, _OTHER)[0]


def kind_of(word: str) -> str:
    """Return the class of a word such as an outcome: `bad`, `care`, `good`, `note` or `mute`."""
    return _SIGNS.get(word, _OTHER)[1]


def file_of(path: str) -> str:
    """Return the last two parts of a path, enough to find the file.

    >>> file_of("/srv/project/spec/openapi.yaml"), file_of("openapi.yaml")
    ('spec/openapi.yaml', 'openapi.yaml')
    """
    return "/".join(part for part in PurePosixPath(path).parts[-2:] if part != "/")


def place_of(clause: Mapping[str, Any]) -> str:
    """Return where a clause is: `file:line`."""
    line = f":{clause['line']}" if clause["line"] else ""
    return f"{file_of(clause['file'])}{line}"


def at(place: Mapping[str, Any] | None) -> str:
    """Return the place of something in one of two documents, or that it is not there."""
    return "not there" if place is None or place["file"] is None else place_of(place)


def counted(number: int, one: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "request"), counted(1200, "request")
    ('1 request', '1,200 requests')
    """
    return f"{number:,} {one if number == 1 else f'{one}s'}"


def times(number: int) -> str:
    """Return how often something was seen, in words.

    >>> times(1), times(1200)
    ('once', '1,200 times')
    """
    return "once" if number == 1 else f"{number:,} times"


def percent(part: int, whole: int) -> str:
    """Return the width of a bar in percent; more than nothing is always visible.

    >>> percent(0, 7), percent(1, 1000), percent(2, 3)
    ('0', '1', '66.67')
    """
    percentage = 100 * part / whole if whole else 0
    return f"{max(percentage, 1) if part else 0:.4g}"


def share(part: int, whole: int) -> str:
    """Return a part of a whole with its share: only nothing is 0 %, only the whole 100 %.

    >>> share(6, 7), share(9999, 10000), share(0, 0)
    ('6 (85.7 %)', '9,999 (99.9 %)', '0 (0 %)')
    """
    percentage = 100 * part / whole if whole else 0
    text = f"{percentage:.0f}" if percentage in (0, 100) else f"{min(max(percentage, 0.1), 99.9):.1f}"
    return f"{part:,} ({text} %)"


def is_web_address(text: str) -> bool:
    """Return whether a text may be a link; other addresses, such as scripts, may not.

    >>> is_web_address("https://example.com/7"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    return _WEB_ADDRESS.fullmatch(text) is not None
