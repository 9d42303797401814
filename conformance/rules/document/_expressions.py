"""Regular expressions read token by token: what stands in them outside of classes and escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"\\[pPkxuN]\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\c[A-Za-z]|\\.|\(\?(?:<[=!]|P?<\w+>|P=\w+\)|'\w+'|[=!:>|#]"
    r"|[a-zA-Z^]*-?[a-zA-Z]*[:)])|[*+?]\+|\{\d*,?\d*\}\+?|.",
    re.DOTALL,
)


def tokens(pattern: str) -> Iterator[tuple[str, bool]]:
    """Yield the tokens of a pattern, and whether each stands in a class such as `[a-z]`."""
    inside, first = False, False
    for match in _TOKEN.finditer(pattern):
        token = match.group()
        if not inside and token == "[":
            inside, first = True, True
            yield token, True
            continue
        closes = inside and token == "]" and not first
        yield token, inside
        first = inside and first and token == "^"
        inside = inside and not closes


def is_anchored(pattern: str, start: bool = True) -> bool:
    """Tell whether an anchor stands at one of the ends: outside of classes and escapes."""
    wanted = ("^", r"\A") if start else ("$", r"\z", r"\Z")
    return any(token in wanted for token, inside in tokens(pattern) if not inside)
