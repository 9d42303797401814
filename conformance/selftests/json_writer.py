"""One JSON value written in any of the ways that RFC 8259 allows."""

from __future__ import annotations

import json
from random import Random

_SHORT = {'"': r"\"", "\\": r"\\", "/": r"\/", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_BLANKS = ("", "", "", " ", "\n", "\t", "\r\n", "  ")


class Writer:
    """A writer with a style of its own, chosen by a seed."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)
        self.escaping = self.draw.choice((0.0, 0.1, 1.0))
        self.spaced = self.draw.random() < 0.5
        self.shuffles = self.draw.random() < 0.5

    def write(self, value: object) -> bytes:
        """Write a whole text."""
        return (self._blank() + self._value(value) + self._blank()).encode()

    def _value(self, value: object) -> str:
        if isinstance(value, str):
            return '"' + "".join(map(self._character, value)) + '"'
        if isinstance(value, list):
            return "[" + self._blank() + self._joined([self._value(each) for each in value]) + "]"
        if isinstance(value, dict):
            items = list(value.items())
            if self.shuffles:
                self.draw.shuffle(items)
            pairs = [f"{self._value(name)}{self._blank()}:{self._blank()}{self._value(item)}" for name, item in items]
            return "{" + self._blank() + self._joined(pairs) + "}"
        return json.dumps(value)

    def _joined(self, texts: list[str]) -> str:
        return f"{self._blank()},{self._blank()}".join(texts) + self._blank()

    def _blank(self) -> str:
        return self.draw.choice(_BLANKS) if self.spaced else ""

    def _character(self, char: str) -> str:
        if char in '"\\' or char < " ":
            return _SHORT.get(char) or f"\\u{ord(char):04x}"
        if self.draw.random() >= self.escaping:
            return char
        if char in _SHORT:
            return _SHORT[char]
        units = char.encode("utf-16-be")
        codes = [units[place : place + 2].hex() for place in range(0, len(units), 2)]
        return "".join(rf"\u{code.upper() if self.draw.random() < 0.5 else code}" for code in codes)
