"""Parsed YAML and JSON in which every node has its line and column."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from conformance.contract.events import MAX_DEPTH, Event, EventKind, events
from conformance.model import Clause, InputError, JsonValue, Position

MAX_NODES = 1_000_000
MAX_QUOTED = 160
"""The length of a line in characters from which only a part is quoted."""
_BEFORE, _AFTER = 20, 60
"""How many characters around a column are quoted of a long line."""

# An array index as RFC 6901 section 4 spells it, no longer than an array that fits in memory.
_INDEX = re.compile(r"(?:0|[1-9][0-9]{0,15})\Z")
# JSON can escape half of a surrogate pair, which UTF-8 cannot encode.
_SURROGATE = re.compile("[\ud800-\udfff]")


def escape(token: str) -> str:
    """Return a name as a token of a JSON pointer (RFC 6901 section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """Return the name that a token of a JSON pointer stands for (RFC 6901 section 4)."""
    return token.replace("~1", "/").replace("~0", "~")


@lru_cache(maxsize=4_096)
def tokens(pointer: str) -> tuple[str, ...]:
    """Return the names in a pointer such as `#/paths/~1batches` or `/0/batch_id`."""
    return tuple(unescape(token) for token in pointer.removeprefix("#").split("/")[1:])


def pointer_to(path: Iterable[str | int]) -> str:
    """Return the pointer to the node at a path of names and indices.

    >>> pointer_to(["paths", "/batches", 0])
    '#/paths/~1batches/0'
    """
    return "/".join(["#", *(escape(str(token)) for token in path)])


def excerpt(line: str, column: int) -> str:
    """Return a line without the blanks around it; of a long one, only the part around a column, counted from 1.

    Many frameworks serve their whole document on one line.
    """
    if len(line) <= MAX_QUOTED:
        return line.strip()
    start, end = max(column - 1 - _BEFORE, 0), column - 1 + _AFTER
    return f"{'…' if start else ''}{line[start:end].strip()}{'…' if end < len(line) else ''}"


@dataclass(frozen=True)
class Document:
    """Parsed data with the position of every node, keyed by pointers such as `#/info/title`."""

    file: str
    data: JsonValue
    sha256: str
    lines: tuple[str, ...] = field(repr=False)
    positions: Mapping[str, Position] = field(repr=False)
    duplicates: tuple[tuple[str, Position], ...] = ()
    """Duplicate names of an object: pointer and position of the later one, which wins."""
    first_line: int = 1
    """The line of the file on which the text starts: a page has prose before it."""

    def at(self, pointer: str) -> JsonValue:
        """Return the node at a pointer; KeyError when there is none."""
        if pointer.removeprefix("#")[:1] not in ("", "/"):
            raise KeyError(pointer)
        node = self.data
        for token in tokens(pointer):
            if isinstance(node, dict) and token in node:
                node = node[token]
            elif isinstance(node, list) and _INDEX.match(token) and int(token) < len(node):
                node = node[int(token)]
            else:
                raise KeyError(pointer)
        return node

    def get(self, pointer: str) -> JsonValue:
        """Return the node at a pointer; None when there is none."""
        try:
            return self.at(pointer)
        except KeyError:
            return None

    def has(self, pointer: str) -> bool:
        """Return whether there is a node at a pointer."""
        # Positions are no proof: those below the earlier of two equal names stay.
        try:
            self.at(pointer)
        except KeyError:
            return False
        return True

    def position(self, pointer: str) -> Position:
        """Return the position of a node, or of its nearest ancestor if the node is absent."""
        while pointer not in self.positions:
            pointer = pointer.rpartition("/")[0] or "#"
        return self.positions[pointer]

    def clause(self, pointer: str, source: str) -> Clause:
        """Return a clause that points into this document and quotes its line, or the part of a long one around it."""
        position = self.position(pointer)
        line = self.lines[position.line - self.first_line]
        return Clause(source, pointer, self.file, position, excerpt(line, position.column))

    def error(self, message: str, pointer: str) -> InputError:
        """Return an error with the position of a node."""
        return InputError(message, self.file, self.position(pointer).line)


def parse(text: str, file: str, first_line: int = 1) -> Document:
    """Return a YAML or JSON text as a document.

    Raises:
        InputError: The text is malformed, too large or too deep; says file and line.
    """
    builder = _Builder(file, first_line)
    builder.read(events(text, file, first_line))
    return Document(
        file=file,
        data=builder.root,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        lines=tuple(text.split("\n")),
        positions=builder.positions,
        duplicates=tuple(builder.duplicates),
        first_line=first_line,
    )


def read_text(path: Path, file: str | None = None) -> str:
    """Return the text of a UTF-8 file without its byte order mark.

    Raises:
        InputError: The file cannot be read or is not UTF-8.
    """
    return decode(read_bytes(path, file), file or str(path))


def read_bytes(path: Path, file: str | None = None) -> bytes:
    """Return the content of a file.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file or str(path)) from None


def decode(content: bytes, file: str) -> str:
    """Return UTF-8 bytes as text without its byte order mark.

    Raises:
        InputError: They are not UTF-8; says file and line.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError("is not UTF-8; save it as UTF-8", file, line) from None


@dataclass
class _Open:
    """A collection that is being read."""

    node: dict[str, JsonValue] | list[JsonValue]
    pointer: str
    key: str | None = None


class _Builder:
    """Turns events into data without recursion."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.root: JsonValue = None
        self.positions: dict[str, Position] = {"#": Position(first_line, 1)}
        self.duplicates: list[tuple[str, Position]] = []
        self.stack: list[_Open] = []
        self.nodes = 0

    def read(self, stream: Iterable[Event]) -> None:
        for event in stream:
            self._refuse(event)
            top = self.stack[-1] if self.stack else None
            if event.kind is EventKind.END:
                self.stack.pop()
            elif top is not None and isinstance(top.node, dict) and top.key is None:
                self._name(top, top.node, event)
            else:
                self._value(top, event)

    def _refuse(self, event: Event) -> None:
        line = event.position.line
        self.nodes += event.kind is not EventKind.END
        if self.nodes > MAX_NODES:
            raise InputError(f"has more than {MAX_NODES} nodes", self.file, line)
        if len(self.stack) == MAX_DEPTH and event.kind in (EventKind.MAP, EventKind.SEQUENCE):
            raise InputError(f"nests deeper than {MAX_DEPTH} levels", self.file, line)
        if _SURROGATE.search(event.text):
            raise InputError("escapes half of a surrogate pair; escape both or write the character", self.file, line)

    def _name(self, top: _Open, node: dict[str, JsonValue], event: Event) -> None:
        if event.kind is not EventKind.SCALAR:
            raise InputError("has a key that is not a string", self.file, event.position.line)
        top.key = event.text
        pointer = f"{top.pointer}/{escape(top.key)}"
        if top.key in node:
            self.duplicates.append((pointer, event.position))
        self.positions[pointer] = event.position

    def _value(self, top: _Open | None, event: Event) -> None:
        pointer = self._place(top, event)
        value: JsonValue = event.value
        if isinstance(value, float) and not math.isfinite(value):
            raise InputError("holds Infinity or NaN", self.file, event.position.line)
        if event.kind is not EventKind.SCALAR:
            opened = _Open({} if event.kind is EventKind.MAP else [], pointer)
            self.stack.append(opened)
            value = opened.node
        if top is None:
            self.root = value
        elif isinstance(top.node, list):
            top.node.append(value)
        else:
            assert top.key is not None
            top.node[top.key] = value
            top.key = None

    def _place(self, top: _Open | None, event: Event) -> str:
        if top is None:
            self.positions["#"] = event.position
            return "#"
        if isinstance(top.node, list):
            pointer = f"{top.pointer}/{len(top.node)}"
            self.positions[pointer] = event.position
            return pointer
        assert top.key is not None
        return f"{top.pointer}/{escape(top.key)}"
