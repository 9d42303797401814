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
        self.keys: array[int] = base.keys if base is not None else array("Q")
        self.places: array[int] = base.places if base is not None else array("Q")
        self.added_later: dict[int, int] = dict(base.added_later) if base is not None else {}
        for pointer, position in (added or {}).items():
            self[pointer] = position

    def __setitem__(self, pointer: str, position: Position) -> None:
        """Note the position of a node."""
        self.added_later[_key(pointer)] = position.line << _BITS | position.column

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
        return isinstance(other, Positions) and self.by_key() == other.by_key()

    __hash__ = None  # type: ignore[assignment]

    def get(self, pointer: str) -> Position | None:
        """Return the position of a node; None if there is none."""
        key = _key(pointer)
        packed = self.added_later.get(key)
        if packed is None:
            index = bisect_left(self.keys, key)
            if index == len(self.keys) or self.keys[index] != key:
                return None
            packed = self.places[index]
        return Position(packed >> _BITS, packed & (1 << _BITS) - 1)

    def packed(self) -> Positions:
        """Return the same positions, for reading: in as little memory as possible."""
        found = sorted(self.by_key().items())
        packed = Positions()
        packed.keys = array("Q", (key for key, _ in found))
        packed.places = array("Q", (position for _, position in found))
        return packed

    def by_key(self) -> dict[int, int]:
        """Return line and column in one number, by the hash of the pointer."""
        return {**dict(zip(self.keys, self.places, strict=True)), **self.added_later}


def _key(pointer: str) -> int:
    return int.from_bytes(blake2b(pointer.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class Lines(Sequence[str]):
    """The lines of a text, without the line feed that ends each; the text is kept once, as UTF-8."""

    def __init__(self, text: bytes) -> None:
        """Keep a text in UTF-8."""
        self.text = text
        # A document in one line is quoted from it again and again.
        self._last: tuple[int, str] | None = None
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
        if self._last is None or self._last[0] != number:
            start = self._ends[number - 1] + 1 if number else 0
            self._last = number, self.text[start : self._ends[number]].decode("utf-8", "surrogatepass")
        return self._last[1]

    def __eq__(self, other: object) -> bool:
        """Return whether another is the lines of the same text."""
        return isinstance(other, Lines) and self.text == other.text

    __hash__ = None  # type: ignore[assignment]

    def hold(self, text: str) -> bool:
        """Return whether a text without a line feed is in a line."""
        return text.encode() in self.text
