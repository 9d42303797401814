"""The lines of a text and the positions of its nodes, in little memory: a document has hundreds of thousands."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import overload

from conformance.model import Position

_BITS = 32


class Positions:
    """The position of each node by its pointer, in 16 bytes a node once packed: a dictionary takes twenty times that.

    Pointers are kept as hashes of 64 bits. Two of a million coincide in one of 30 million documents, and then one
    finding has the wrong line.
    """

    def __init__(self, base: Positions | None = None, added: Mapping[str, Position] | None = None) -> None:
        """Start with what another has, and with some more."""
        self._keys: array[int] = base._keys if base is not None else array("Q")
        self._packed: array[int] = base._packed if base is not None else array("Q")
        self._added: dict[int, int] = dict(base._added) if base is not None else {}
        for pointer, position in (added or {}).items():
            self[pointer] = position

    def __setitem__(self, pointer: str, position: Position) -> None:
        """Note the position of a node."""
        self._added[_key(pointer)] = position.line << _BITS | position.column

    def __getitem__(self, pointer: str) -> Position:
        """Return the position of a node; KeyError if there is none."""
        position = self.get(pointer)
        if position is None:
            raise KeyError(pointer)
        return position

    def __contains__(self, pointer: str) -> bool:
        """Return whether the position of a node is known."""
        return self.get(pointer) is not None

    def __eq__(self, other: object) -> bool:
        """Return whether another holds the same positions of the same nodes."""
        return isinstance(other, Positions) and self._all() == other._all()

    __hash__ = None  # type: ignore[assignment]

    def get(self, pointer: str) -> Position | None:
        """Return the position of a node; None if there is none."""
        key = _key(pointer)
        packed = self._added.get(key)
        if packed is None:
            index = bisect_left(self._keys, key)
            if index == len(self._keys) or self._keys[index] != key:
                return None
            packed = self._packed[index]
        return Position(packed >> _BITS, packed & (1 << _BITS) - 1)

    def packed(self) -> Positions:
        """Return the same positions, for reading: in as little memory as possible."""
        found = sorted(self._all().items())
        packed = Positions()
        packed._keys = array("Q", (key for key, _ in found))
        packed._packed = array("Q", (position for _, position in found))
        return packed

    def _all(self) -> dict[int, int]:
        return {**dict(zip(self._keys, self._packed, strict=True)), **self._added}


def _key(pointer: str) -> int:
    return int.from_bytes(blake2b(pointer.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class Lines(Sequence[str]):
    """The lines of a text, without the line feed that ends each; the text is kept once, as UTF-8."""

    def __init__(self, text: bytes) -> None:
        """Keep a text in UTF-8."""
        self._text = text
        self._ends = array("Q")
        end = text.find(b"\n")
        while end >= 0:
            self._ends.append(end)
            end = text.find(b"\n", end + 1)
        self._ends.append(len(text))

    def __len__(self) -> int:
        """Return how many lines there are; an empty text has one."""
        return len(self._ends)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """Return a line, counted from 0, or several; IndexError if there is none."""
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        start = self._ends[number - 1] + 1 if number else 0
        return self._text[start : self._ends[number]].decode("utf-8", "surrogatepass")

    def __eq__(self, other: object) -> bool:
        """Return whether another is the lines of the same text."""
        return isinstance(other, Lines) and self._text == other._text

    __hash__ = None  # type: ignore[assignment]

    def hold(self, text: str) -> bool:
        """Return whether a text without a line feed is in a line."""
        return text.encode() in self._text
