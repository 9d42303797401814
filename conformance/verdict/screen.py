"""A screen for rows: tells cheaply which rows every rule sees alike, so that one of them can stand for all.

What the screen lets pass is valid by its schema, and keeps all that the rules on rows hold of it. Whatever it cannot
tell is odd, which is no verdict: the rules themselves judge it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson

from conformance.rules.evidence import Evidence, Kind
from conformance.rules.identity import id_of
from conformance.verdict.row_tests import Clock, Row, Test, Unknown, tests_of

_MAX_LAYOUTS = 5_000
"""A target can make up any number of them; what comes after these is odd."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Rows with the same names in the same order, and values of the same types."""

    tests: tuple[Test, ...]
    """What has to hold of a row; without this the screen knows nothing of the row."""
    texts: tuple[str, ...]
    """The properties whose text is one of an enumeration."""
    sizes: tuple[str, ...]
    """The lists and maps: only their size tells."""


Shape: TypeAlias = tuple[Any, ...]
"""The layout, then all else by which rows of one layout differ in what the rules make of them."""


@dataclass
class Sorted:
    """The rows of a list: how many there are of each shape, one of each, and those that are odd."""

    shapes: dict[Shape, int] = field(default_factory=dict)
    examples: dict[Shape, bytes] = field(default_factory=dict)
    odd: list[bytes] = field(default_factory=list)
    ids: int = 0
    """How many rows have an id of their own."""
    are_ids_unique: bool = True


class Screen:
    """What is known of the rows in the lists of one schema."""

    def __init__(self, evidence: Evidence, items: str) -> None:
        """Read the contract; `evidence` needs no exchanges, `items` is the schema of a row."""
        self._evidence = evidence
        self._items = items
        self._kind: Kind | None = next((kind for kind in evidence.kinds if kind.schema == items), None)
        self._id = id_of(evidence, self._kind) if self._kind is not None and items.endswith("/items") else None
        self._layouts: dict[tuple[object, ...], Layout | None] = {}

    def sort(self, rows: Iterable[bytes], clock: Clock | None) -> Sorted:
        """Sort the rows of a list, each given as its own text.

        Args:
            rows: The texts.
            clock: When the answer was made; None where no clock tells.
        """
        found = Sorted()
        shapes, odd, ids = found.shapes, found.odd, []
        accepts, layouts, items, name = self._evidence.schemas.accepts, self._layouts, self._items, self._id
        for raw in rows:
            try:
                row = orjson.loads(raw)
                layout = layouts[*row, *map(type, row.values())]
            except KeyError:
                layout = self._learn(row)
            except (ValueError, AttributeError, TypeError):
                odd.append(raw)
                found.are_ids_unique = found.are_ids_unique and name is None
                continue
            if name is not None and name in row:
                ids.append(row[name])
            if layout is None or not accepts(items, row) or not all([test(row, clock) for test in layout.tests]):
                odd.append(raw)
                continue
            shape = (
                layout,
                _quotes(raw),
                *[row[name] for name in layout.texts],
                *[len(row[name]) for name in layout.sizes],
            )
            if shape in shapes:
                shapes[shape] += 1
            else:
                shapes[shape] = 1
                found.examples[shape] = raw
        found.ids = len(ids)
        found.are_ids_unique &= all([type(each) is str for each in ids]) and len(set(ids)) == len(ids)
        return found

    def _learn(self, row: Row) -> Layout | None:
        layout = None
        if self._kind is not None and len(self._layouts) < _MAX_LAYOUTS:
            layout = self._read(self._kind, row)
            self._layouts[*row, *map(type, row.values())] = layout
        return layout

    def _read(self, kind: Kind, row: Row) -> Layout | None:
        try:
            tests = tests_of(self._evidence, kind, row)
        except Unknown:
            return None
        texts = [name for name, value in row.items() if isinstance(value, str) and kind.properties[name].members]
        return Layout(tests, tuple(texts), tuple(name for name, value in row.items() if isinstance(value, list | dict)))


def has_plain_names(raw: bytes) -> bool:
    """Tell whether no object in a JSON text has two members of one name: a reader keeps the last, and drops quotes."""
    return _quotes(raw) == _quotes_in(orjson.loads(raw))


def _quotes(raw: bytes) -> int:
    """Count the quotes around the names and texts of a JSON text."""
    if b"\\" not in raw:
        return raw.count(b'"')
    rest = raw.replace(rb"\\", b"")
    return rest.count(b'"') - rest.count(rb"\"")


def _quotes_in(value: object) -> int:
    if isinstance(value, str):
        return 2
    if isinstance(value, list):
        return sum(map(_quotes_in, value))
    return sum(2 + _quotes_in(part) for part in value.values()) if isinstance(value, dict) else 0
