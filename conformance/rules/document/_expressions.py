"""Reads regular expressions token by token, for anchors and for constructs on which engines differ."""

from __future__ import annotations

import re
from collections.abc import Iterator

CLASSES = {r"\d": "0-9", r"\w": "A-Za-z0-9_"}
"""ASCII equivalents of classes that some engines extend to every script."""
_OTHER_CLASSES = frozenset({r"\s", r"\b", r"\D", r"\W", r"\S", r"\B"})
_OWN_ANCHORS = frozenset({r"\A", r"\z", r"\Z", r"\h", r"\R", r"\G", r"\Q", r"\K"})
_TOKEN = re.compile(
    r"\\[pPkxuN]\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\c[A-Za-z]|\\.|\(\?(?:<[=!]|P?<\w+>|P=\w+\)|'\w+'|[=!:>|#]"
    r"|[a-zA-Z^]*-?[a-zA-Z]*[:)])|[*+?]\+|\{\d*,?\d*\}\+?|.",
    re.DOTALL,
)


def tokens(pattern: str) -> Iterator[tuple[str, bool]]:
    """Yield the tokens of a pattern, and whether each is in a class such as `[a-z]`."""
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
    """Return whether a pattern has an anchor for one end, outside of classes and escapes."""
    wanted = ("^", r"\A") if start else ("$", r"\z", r"\Z")
    return any(token in wanted for token, inside in tokens(pattern) if not inside)


def differences(pattern: str, *, is_bounded: bool) -> Iterator[str]:
    """Yield constructs that engines interpret differently; a bounded length excludes a line end after the match."""
    for token, inside in tokens(pattern):
        if token == "$" and not inside and not is_bounded:
            yield "`$` before a line end"
        elif token in CLASSES or token in _OTHER_CLASSES:
            yield f"`{token}`"
        elif inside:
            continue
        elif token in _OWN_ANCHORS:
            yield f"`{token}`, which ECMA-262 lacks"
        elif token in ("(?<=", "(?<!"):
            yield "lookbehind"
        elif token.startswith("(?") and token not in ("(?=", "(?!", "(?:"):
            yield "named groups" if "<" in token or "P=" in token or "'" in token else f"`{token}`"
        elif token[:1] in ("*", "+", "?", "{") and token.endswith("+") and len(token) > 1:
            yield "possessive quantifiers"
