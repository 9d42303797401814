"""JSON as tokens: replacing one leaves the spelling of all others as it was."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise

_ESCAPE = r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})'
_PLAIN = r'[^"\\\x00-\x1f]'
_TOKEN = re.compile(
    rf'(?P<string>"{_PLAIN}*(?:{_ESCAPE}{_PLAIN}*)*")'
    r"|(?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.+-]))"
    r"|(?P<literal>(?:true|false|null|NaN|-?Infinity)(?!\w))"
    r"|(?P<mark>[\[\]{},:])"
    r"|(?P<blank>[\s\ufeff]+)",
    re.DOTALL,
)
_UNIT = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a JSON text: `string`, `name` (of a member), `number`, `literal`, `mark` or `blank`."""

    kind: str
    text: str


def tokens(text: str) -> list[Token] | None:
    """Return the tokens of one or more JSON texts; None if any part is not a JSON token. Their order is not checked.

    >>> [token.kind for token in tokens('{"a": 1}') or ()]
    ['mark', 'name', 'mark', 'blank', 'number', 'mark']
    """
    found, end = [], 0
    while end < len(text):
        match = _TOKEN.match(text, end)
        if match is None:
            return None
        found.append(Token(match.lastgroup or "", match[0]))
        end = match.end()
    return _with_names(found)


def _with_names(found: list[Token]) -> list[Token]:
    solid = [index for index, token in enumerate(found) if token.kind != "blank"]
    for index, following in pairwise(solid):
        if found[index].kind == "string" and found[following].text == ":":
            found[index] = Token("name", found[index].text)
    return found


def unescaped(token: str) -> str:
    """Return the value of a string."""
    inner = token[1:-1]
    return "".join(map(_decoded, _UNIT.findall(inner))) if "\\" in inner else inner


def spell(token: str, old: str, new: str) -> str:
    r"""Return the token for a new text, spelled as the old one was.

    >>> spell(r'"caf\u00e9"', "café", "aaaä")
    '"aaa\\u00e4"'
    """
    if new == old:
        return token
    if len(new) == len(token) - 2 and "\\" not in token:
        return json.dumps(new, ensure_ascii=False)
    units = _UNIT.findall(token[1:-1])
    if len(new) == len(units):
        pairs = zip(units, new, strict=True)
        return f'"{"".join(unit if _decoded(unit) == char else _spelled(char, unit) for unit, char in pairs)}"'
    style = "\\u" if token.isascii() else ""
    return f'"{"".join(_spelled(char, style) for char in new)}"'


def _decoded(unit: str) -> str:
    return unit if len(unit) == 1 else str(json.loads(f'"{unit}"'))


def _spelled(char: str, unit: str) -> str:
    """Return a character in the style of a unit: as a numeric escape, or plain where that is allowed."""
    if unit.startswith("\\u") and not (char.isascii() and char.isprintable() and char not in '"\\'):
        return json.dumps(char)[1:-1]
    return json.dumps(char, ensure_ascii=False)[1:-1]
