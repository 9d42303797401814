"""Parsed YAML and JSON in which every node has its line and column."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern

from conformance.contract.events import MAX_DEPTH, Event, EventKind, events
from conformance.contract.positions import Lines, Positions
from conformance.model import Clause, InputError, JsonValue, Position

MAX_NODES = 1_000_000
# Texts such as `string` occur thousands of times in a document; each is kept once.
_SHORT = 60
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
    # Most names have neither, and documents have hundreds of thousands.
    return token.replace("~", "~0").replace("/", "~1") if "/" in token or "~" in token else token


def unescape(token: str) -> str:
    """Return the name that a token of a JSON pointer stands for (RFC 6901 section 4)."""
    return token.replace("~1", "/").replace("~0", "~")


def tokens(pointer: str) -> tuple[str, ...]:
    """Return the names in a pointer such as `#/paths/~1batches` or `/0/batch_id`."""
    escaped = pointer.removeprefix("#").split("/")[1:]
    return tuple(map(unescape, escaped)) if "~" in pointer else tuple(escaped)


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
class Included:
    """A node of a document that comes from another file."""

    pointer: str
    """Where it is in the document."""
    document: Document
    """The content of the other file."""


@dataclass(frozen=True)
class Document:
    """Parsed data with the position of every node, keyed by pointers such as `#/info/title`."""

    file: str
    data: JsonValue
    sha256: str
    lines: Lines = field(repr=False)
    positions: Positions = field(repr=False)
    duplicates: tuple[tuple[str, Position], ...] = ()
    """Duplicate names of an object: pointer and position of the later one, which wins."""
    first_line: int = 1
    """The line of the file on which the text starts: a page has prose before it."""
    parts: tuple[Included, ...] = field(default=(), repr=False)
    """What comes from other files."""
    broken: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The references that lead nowhere, by the pointer of the object with `$ref`."""

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
        position = self.positions.get(pointer)
        while position is None:
            pointer = pointer.rpartition("/")[0] or "#"
            position = self.positions.get(pointer)
        return position

    def clause(self, pointer: str, source: str) -> Clause:
        """Return a clause that points to a node of this document, in its file, and quotes its line.

        Of a long line, only the part around the node is quoted.
        """
        position, origin = self.position(pointer), self.origin(pointer)
        line = origin.lines[position.line - origin.first_line]
        return Clause(source, pointer, origin.file, position, excerpt(line, position.column))

    def error(self, message: str, pointer: str) -> InputError:
        """Return an error with the position of a node."""
        return InputError(message, self.origin(pointer).file, self.position(pointer).line)

    def origin(self, pointer: str) -> Document:
        """Return the document in whose file a node is: this one, unless it comes from another."""
        above = (each for each in self.parts if f"{pointer}/".startswith(f"{each.pointer}/"))
        nearest = max(above, key=lambda each: len(each.pointer), default=None)
        return self if nearest is None else nearest.document

    @property
    def files(self) -> tuple[Document, ...]:
        """This document, and those of the other files that parts of it come from."""
        return tuple({each.file: each for each in (self, *(part.document for part in self.parts))}.values())


def parse(text: str, file: str, first_line: int = 1) -> Document:
    """Return a YAML or JSON text as a document.

    Raises:
        InputError: The text is malformed, too large or too deep; says file and line.
    """
    builder = _Builder(file, first_line)
    builder.read(events(text, file, first_line))
    content = text.encode()
    return Document(
        file=file,
        data=builder.root,
        sha256=hashlib.sha256(content).hexdigest(),
        lines=Lines(content),
        positions=builder.positions.packed(),
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
    anchor: str = ""
    key: str | None = None
    """The name whose value comes next."""
    merges: Position | None = None
    """Where the merge key is, if there is one: its value is in the node until the end."""


class _Builder:
    """Turns events into data without recursion."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.root: JsonValue = None
        self.positions = Positions(added={"#": Position(first_line, 1)})
        self.duplicates: list[tuple[str, Position]] = []
        self.stack: list[_Open] = []
        self.nodes = 0
        self.anchors: dict[str, tuple[str, JsonValue]] = {}
        """Each anchor whose node is complete, with the node and its pointer."""

    def read(self, stream: Iterable[Event]) -> None:
        for event in stream:
            self._refuse(event)
            top = self.stack[-1] if self.stack else None
            if event.kind is EventKind.END:
                self._close(self.stack.pop(), event)
            elif top is not None and isinstance(top.node, dict) and top.key is None:
                self._name(top, top.node, event)
            else:
                self._value(top, event)

    def _refuse(self, event: Event) -> None:
        line = event.position.line
        self._count(event.kind is not EventKind.END, line)
        if event.kind in (EventKind.MAP, EventKind.SEQUENCE):
            self._refuse_depth(len(self.stack), line)
        if not event.text.isascii() and _SURROGATE.search(event.text):
            raise InputError("escapes half of a surrogate pair; escape both or write the character", self.file, line)

    def _count(self, number: int, line: int) -> None:
        self.nodes += number
        if self.nodes > MAX_NODES:
            raise InputError(f"has more than {MAX_NODES} nodes", self.file, line)

    def _refuse_depth(self, depth: int, line: int) -> None:
        if depth == MAX_DEPTH:
            raise InputError(f"nests deeper than {MAX_DEPTH} levels", self.file, line)

    def _name(self, top: _Open, node: dict[str, JsonValue], event: Event) -> None:
        if event.kind is EventKind.ALIAS:
            name: JsonValue = self._anchored(event)[1]
        else:
            name = event.text if event.kind in (EventKind.SCALAR, EventKind.MERGE) else None
        if not isinstance(name, str):
            raise InputError("has a key that is not a string", self.file, event.position.line)
        if event.anchor and event.kind is not EventKind.ALIAS:
            self.anchors[event.anchor] = ("", name)
        top.key = intern(name)
        pointer = f"{top.pointer}/{escape(name)}"
        if name in node:
            self.duplicates.append((pointer, event.position))
        if event.kind is EventKind.MERGE:
            top.merges = event.position
        self.positions[pointer] = event.position

    def _value(self, top: _Open | None, event: Event) -> None:
        pointer = self._place(top, event)
        value: JsonValue = event.value
        if isinstance(value, float) and not math.isfinite(value):
            raise InputError("holds Infinity or NaN", self.file, event.position.line)
        if isinstance(value, str) and len(value) <= _SHORT:
            value = intern(value)
        if event.kind in (EventKind.MAP, EventKind.SEQUENCE):
            opened = _Open({} if event.kind is EventKind.MAP else [], pointer, event.anchor)
            self.stack.append(opened)
            value = opened.node
            self.anchors.pop(event.anchor, None)
        elif event.kind is EventKind.ALIAS:
            value = self._copy(*self._anchored(event), pointer, len(self.stack), event.position.line)
        elif event.anchor:
            self.anchors[event.anchor] = (pointer, value)
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

    def _close(self, closed: _Open, event: Event) -> None:
        if closed.merges is not None:
            assert isinstance(closed.node, dict)
            self._merge(closed.node, closed.pointer, closed.merges.line)
        if closed.anchor:
            self.anchors[closed.anchor] = (closed.pointer, closed.node)

    def _anchored(self, event: Event) -> tuple[str, JsonValue]:
        """Return the pointer and the node that an alias stands for."""
        if event.anchor not in self.anchors:
            message = f"uses the YAML alias *{event.anchor} before the node with that anchor ends; use $ref"
            raise InputError(message, self.file, event.position.line)
        return self.anchors[event.anchor]

    def _copy(self, source: str, node: JsonValue, pointer: str, depth: int, line: int) -> JsonValue:
        """Return a copy of a node for another pointer; its parts keep their positions in the source."""
        if not isinstance(node, dict | list):
            return node
        self._refuse_depth(depth, line)
        self._count(len(node), line)
        keys = list(map(escape, node)) if isinstance(node, dict) else list(map(str, range(len(node))))
        parts = node.values() if isinstance(node, dict) else node
        for key in keys:
            self.positions[f"{pointer}/{key}"] = self.positions[f"{source}/{key}"]
        copies = [
            self._copy(f"{source}/{key}", part, f"{pointer}/{key}", depth + 1, line)
            for key, part in zip(keys, parts, strict=True)
        ]
        return dict(zip(node, copies, strict=True)) if isinstance(node, dict) else copies

    def _merge(self, node: dict[str, JsonValue], pointer: str, line: int) -> None:
        """Replace a merge key by the entries that it adds: the object's own names win, then the earlier maps."""
        given = node.pop("<<")
        sources = given if isinstance(given, list) else [given]
        if not all(isinstance(each, dict) for each in sources):
            raise InputError("has a YAML merge key (<<) whose value is not a map", self.file, line)
        for index, source in enumerate(sources):
            at = f"{pointer}/<</{index}" if isinstance(given, list) else f"{pointer}/<<"
            for name in [each for each in source if each not in node] if isinstance(source, dict) else ():
                to = f"{pointer}/{escape(name)}"
                self.positions[to] = self.positions[f"{at}/{escape(name)}"]
                node[name] = self._copy(f"{at}/{escape(name)}", source[name], to, len(self.stack), line)
