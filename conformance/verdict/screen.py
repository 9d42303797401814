"""A screen for rows: tells cheaply which rows every rule sees alike, so that one of them can stand for all.

What the screen lets pass is valid by its schema, and keeps all that the rules on rows hold of it. Whatever it cannot
tell is odd, which is no verdict: the rules themselves judge it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, TypeAlias

import msgspec
import orjson

from conformance.rules.evidence import Evidence
from conformance.rules.identity import id_of
from conformance.verdict.row_tests import Clock, Columns, Row, Test, Types, Unknown, tests_of

_MAX_LAYOUTS = 5_000
"""A target can make up any number of them; what comes after these is odd."""
_split = msgspec.json.Decoder(list[msgspec.Raw]).decode


@dataclass(frozen=True, eq=False)
class Layout:
    """Rows with the same names in the same order, and values of the same types."""

    tests: tuple[Test, ...]
    """What has to hold of a row; without this the screen knows nothing of the row."""
    words: tuple[str, ...]
    """The properties whose text is one of an enumeration."""
    sizes: tuple[str, ...]
    """The lists and maps: only their size tells."""
    quotes: int
    """Those around its names and texts, without those in lists and maps."""


Shape: TypeAlias = tuple[Any, ...]
"""The layout, then all else by which rows of one layout differ in what the rules make of them."""


@dataclass
class Sorted:
    """The rows of a list: how many there are of each shape, and the texts of those that are odd."""

    shapes: Counter[Shape] = field(default_factory=Counter)
    odd: list[bytes] = field(default_factory=list)
    ids: int = 0
    """How many rows have an id of their own."""
    quotes: int = 0
    """How many of them the texts of the rows that have a shape hold at least."""
    alike: list[tuple[list[Shape], Sequence[Row]]] = field(default_factory=list, repr=False)
    """The rows that have a shape, layout by layout."""

    def add(self, layout: Layout, rows: Sequence[Row], columns: Columns, clock: Clock | None) -> set[int]:
        """Add the rows of a layout that pass its tests; return the positions of the others."""

        def keeps(test: Test) -> Callable[[int, int], bool]:
            return lambda start, stop: test({name: of[start:stop] for name, of in columns.items()}, clock)

        broken = [test for test in layout.tests if not test(columns, clock)]
        bad = {at for test in broken for at in _failing(keeps(test), 0, len(rows))}
        if bad:
            good = [at for at in range(len(rows)) if at not in bad]
            rows, columns = [rows[at] for at in good], _taken(columns, good)
        if rows:
            sizes = [[*map(len, columns[name])] for name in layout.sizes]
            shapes = [*zip(repeat(layout, len(rows)), *[columns[name] for name in layout.words], *sizes, strict=True)]
            self.shapes.update(shapes)
            self.alike.append((shapes, rows))
            self.quotes += len(rows) * layout.quotes + 2 * sum(map(sum, sizes))
        return bad

    def example(self, shape: Shape) -> bytes:
        """Return a row of a shape as JSON."""
        return next(orjson.dumps(rows[shapes.index(shape)]) for shapes, rows in self.alike if shape in shapes)


class Screen:
    """What is known of the rows in the lists of one schema."""

    def __init__(self, evidence: Evidence, schema: str, items: str) -> None:
        """Read the contract; `evidence` needs no exchanges, `schema` is that of a list, `items` that of its rows."""
        self._evidence = evidence
        self._list = schema
        self._items = items
        self._kind = next((kind for kind in evidence.kinds if kind.schema == items), None)
        self._id = id_of(evidence, self._kind) if self._kind is not None and items.endswith("/items") else None
        self._layouts: dict[tuple[object, ...], Layout | None] = {}

    def sort(self, body: bytes, clock: Clock | None) -> Sorted | None:
        """Sort the rows of a body by shape; None where it has to be seen as a whole.

        Args:
            body: The text of a list.
            clock: When the answer was made; None where no clock tells.
        """
        try:
            rows = orjson.loads(body)
        except ValueError:
            return None
        if not isinstance(rows, list) or set(map(type, rows)) - {dict}:
            return None
        name = self._id
        ids = [row[name] for row in rows if name in row]
        # What is no text cannot be compared so easily, and two rows with one id are a matter of the whole list.
        if set(map(type, ids)) - {str} or len({*map(str.lower, ids)}) < len(ids):
            return None
        found = Sorted(ids=len(ids))
        odd = self._shaped(rows, clock, found)
        if odd:
            texts = _split(body)
            found.odd = [bytes(texts[place]) for place in odd]
        # A reader keeps the last of two members of one name, and so drops quotes that the text has.
        return found if _quotes(body) == found.quotes + sum([_quotes_in(rows[place]) for place in odd]) else None

    def _shaped(self, rows: Sequence[Row], clock: Clock | None, found: Sorted) -> list[int]:
        """Add the rows that have a shape; return the places of the others."""
        # Many rows at once are cheaper by far than one after the other.
        odd = [
            *_failing(lambda start, stop: self._evidence.schemas.accepts(self._list, rows[start:stop]), 0, len(rows))
        ]
        places = sorted({*range(len(rows))}.difference(odd))
        valid = [rows[place] for place in places] if odd else rows
        for alike, columns in _groups(valid):
            layout = self._layout(columns)
            group = [valid[at] for at in alike]
            bad = range(len(group)) if layout is None else found.add(layout, group, columns, clock)
            odd += [places[alike[at]] for at in bad]
        return sorted(odd)

    def _layout(self, columns: Columns) -> Layout | None:
        types = {name: type(values[0]) for name, values in columns.items()}
        key = (*types, *types.values())
        if key not in self._layouts:
            if len(self._layouts) == _MAX_LAYOUTS:
                return None
            self._layouts[key] = self._read(types)
        return self._layouts[key]

    def _read(self, types: Types) -> Layout | None:
        kind = self._kind
        if kind is None:
            return None
        try:
            tests = tests_of(self._evidence, kind, types)
        except Unknown:
            return None
        texts = [name for name, of in types.items() if of is str]
        words = [name for name in texts if kind.properties[name].members]
        sizes = [name for name, of in types.items() if of in (list, dict)]
        return Layout(tests, tuple(words), tuple(sizes), 2 * (len(types) + len(texts)))


def _failing(keeps: Callable[[int, int], bool], start: int, stop: int) -> Iterator[int]:
    """Yield the places in a range at which something does not hold: of a range that fails, both halves are asked."""
    if start == stop or keeps(start, stop):
        return
    if stop - start == 1:
        yield start
        return
    middle = (start + stop) // 2
    yield from _failing(keeps, start, middle)
    yield from _failing(keeps, middle, stop)


def _groups(rows: Sequence[Row]) -> Iterator[tuple[Sequence[int], Columns]]:
    """Yield the places of rows with the same names in the same order and values of the same types, and their values."""
    for alike in _alike([*map(tuple, rows)]):
        names = rows[alike[0]]
        columns = dict(zip(names, zip(*[rows[place].values() for place in alike], strict=True), strict=True))
        mixed = [values for values in columns.values() if len({*map(type, values)}) > 1]
        if not mixed:
            yield alike, columns
            continue
        for positions in _alike([*zip(*[map(type, values) for values in mixed], strict=True)]):
            yield [alike[at] for at in positions], _taken(columns, positions)


def _alike(keys: Sequence[tuple[object, ...]]) -> Iterable[Sequence[int]]:
    """Return the places of equal keys together."""
    if keys and keys.count(keys[0]) == len(keys):
        return [range(len(keys))]
    places: dict[object, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    return places.values()


def _taken(columns: Columns, positions: Sequence[int]) -> Columns:
    return {name: [of[at] for at in positions] for name, of in columns.items()}


def _quotes(text: bytes) -> int:
    """Count the quotes around the names and texts of a JSON text."""
    if b"\\" not in text:
        return text.count(b'"')
    rest = text.replace(rb"\\", b"")
    return rest.count(b'"') - rest.count(rb"\"")


def _quotes_in(value: object) -> int:
    if isinstance(value, str):
        return 2
    if isinstance(value, list):
        return sum(map(_quotes_in, value))
    return sum(2 + _quotes_in(part) for part in value.values()) if isinstance(value, dict) else 0
