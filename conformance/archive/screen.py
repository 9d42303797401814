"""Sorts the rows of a list by shape: those of one shape look alike to every rule, so that one can stand for all.

The rules' own files define the tests that a row must pass (`conformance.rules.screening`). A row that does not pass is
unscreened, which is not a verdict: the rules themselves judge it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from types import NoneType
from typing import Any, TypeAlias

import msgspec
import orjson

from conformance.contract.keywords import APPLICATORS, REFERENCES
from conformance.rules.evidence import Evidence, ObjectKind
from conformance.rules.properties import Property
from conformance.rules.screening import Clock, Columns, Layout, Screen, Screening, Test, UnscreenedError

_MAX_LAYOUTS = 5_000
"""The limit, since a target can invent any number of them; rows of any further layout are unscreened."""
# Without these keywords the size of a list or map determines how many values each assertion judges.
_DEEP = frozenset({*REFERENCES, *APPLICATORS}) - {"additionalProperties", "items"}
# From here on the parser rounds numbers.
_INEXACT = 2**53
_split = msgspec.json.Decoder(list[msgspec.Raw]).decode
Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, eq=False)
class ScreenedLayout:
    """What is known of all rows of one layout."""

    tests: tuple[Test, ...]
    """What a row must pass to have a shape."""
    words: tuple[str, ...]
    """The properties whose text is one of an enumeration."""
    sizes: tuple[str, ...]
    """The lists and maps, of which only the size matters."""
    quotes: int
    """The quotes around its names and texts, without those in lists and maps."""


Shape: TypeAlias = tuple[Any, ...]
"""The layout, then all else by which rows of one layout differ in what the rules observe of them."""


@dataclass
class Sorted:
    """The rows of a list: how many there are of each shape, and the texts of those that are unscreened."""

    kept: Counter[str] = field(default_factory=Counter)
    """How often all rows, taken together, conform to each requirement that compares them."""
    shapes: Counter[Shape] = field(default_factory=Counter)
    unscreened: list[bytes] = field(default_factory=list)
    quotes: int = 0
    """How many quotes the texts of the rows with a shape contain at least."""
    alike: list[tuple[list[Shape], Sequence[Row]]] = field(default_factory=list, repr=False)
    """The rows with a shape, layout by layout."""

    def add(self, layout: ScreenedLayout, rows: Sequence[Row], columns: Columns, clock: Clock | None) -> set[int]:
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


class RowSorter:
    """Sorts the rows in the lists of one schema."""

    def __init__(self, evidence: Evidence, schema: str, kind: ObjectKind, screenings: Mapping[str, Screening]) -> None:
        """Read the contract.

        Args:
            evidence: The operation; it needs no exchanges.
            schema: The pointer of the schema of the list.
            kind: What the contract says about its rows.
            screenings: What the rules declare about rows, by requirement.
        """
        self._evidence = evidence
        self._schema = schema
        self._kind = kind
        screens = (each.screen for each in screenings.values())
        self._screens: tuple[Screen, ...] = tuple(dict.fromkeys(filter(None, screens)))
        self._list_tests = {
            name: each.screen_list(evidence, kind) for name, each in screenings.items() if each.screen_list
        }
        self._layouts: dict[tuple[object, ...], ScreenedLayout | None] = {}

    def sort(self, body: bytes, clock: Clock | None) -> Sorted | None:
        """Sort the rows of a body by shape; None if it must be judged as a whole.

        Args:
            body: The text of a list.
            clock: When the answer was made; None if nothing dates it.
        """
        try:
            rows = orjson.loads(body)
        except ValueError:
            return None
        if not isinstance(rows, list) or set(map(type, rows)) - {dict}:
            return None
        found = Sorted()
        for name, test in self._list_tests.items():
            kept = test(rows)
            if kept is None:
                return None
            found.kept[name] = kept
        unscreened = self._shaped(rows, clock, found)
        if unscreened:
            texts = _split(body)
            found.unscreened = [bytes(texts[place]) for place in unscreened]
        # A parser keeps the last of two members with the same name, and so drops quotes of the text.
        quotes = found.quotes + sum([_quotes_in(rows[place]) for place in unscreened])
        return found if _quotes(body) == quotes else None

    def _shaped(self, rows: Sequence[Row], clock: Clock | None, found: Sorted) -> list[int]:
        """Add the rows with a shape; return the positions of the others."""
        # Many rows at once are far cheaper than one after the other.
        unscreened = [
            *_failing(lambda start, stop: self._evidence.schemas.accepts(self._schema, rows[start:stop]), 0, len(rows))
        ]
        places = sorted({*range(len(rows))}.difference(unscreened))
        valid = [rows[place] for place in places] if unscreened else rows
        for alike, columns in _groups(valid):
            layout = self._layout(columns)
            group = [valid[at] for at in alike]
            bad = range(len(group)) if layout is None else found.add(layout, group, columns, clock)
            unscreened += [places[alike[at]] for at in bad]
        return sorted(unscreened)

    def _layout(self, columns: Columns) -> ScreenedLayout | None:
        types = {name: type(values[0]) for name, values in columns.items()}
        key = (*types, *types.values())
        if key not in self._layouts:
            if len(self._layouts) == _MAX_LAYOUTS:
                return None
            self._layouts[key] = self._read(types)
        return self._layouts[key]

    def _read(self, types: Mapping[str, type]) -> ScreenedLayout | None:
        known = self._kind.properties
        if not types.keys() <= known.keys():
            return None
        of = {name: kind for name, kind in types.items() if kind is not NoneType}
        layout = Layout(self._evidence, self._kind, of)
        try:
            tests = [*_uniform(layout), *chain.from_iterable(screen(layout) for screen in self._screens)]
        except UnscreenedError:
            return None
        texts = [one.name for one in layout.of(str)]
        words = [name for name in texts if known[name].members]
        sizes = [one.name for one in layout.of(list, dict)]
        return ScreenedLayout(tuple(dict.fromkeys(tests)), tuple(words), tuple(sizes), 2 * (len(types) + len(texts)))


def _uniform(layout: Layout) -> Iterator[Test]:
    """Yield the tests that numbers are exact, lists contain texts only, and maps integers only.

    Raises:
        UnscreenedError: The contract says something else about a list or map, or its contents.
    """
    for one in layout.of(float):
        # `7e0` is an integer to the rules and `7.0` is not; here both are read as the same float.
        if one.types != {"number"}:
            raise UnscreenedError
        yield _is_exact(one.name)
    for one in layout.of(list):
        items = one.keyword("items")
        if not _is_flat(one, items) or not isinstance(items, Mapping) or items.get("type") != "string":
            raise UnscreenedError
    for one in layout.of(dict):
        if not _is_flat(one, one.keyword("additionalProperties")) or not one.is_map_of_integers:
            raise UnscreenedError
        yield _holds_integers(one.name)


def _is_flat(one: Property, within: object) -> bool:
    is_flat = len(one.parts) == 1 and not one.parts[0][1].keys() & _DEEP
    return is_flat and isinstance(within, Mapping) and not within.keys() & _DEEP


def _is_exact(name: str) -> Test:
    return lambda of, _: min(of[name]) > -_INEXACT and max(of[name]) < _INEXACT


def _holds_integers(name: str) -> Test:
    return lambda of, _: {int}.issuperset(map(type, chain.from_iterable(map(dict.values, of[name]))))


def _failing(keeps: Callable[[int, int], bool], start: int, stop: int) -> Iterator[int]:
    """Yield the positions in a range at which something does not hold, by bisecting a range that fails."""
    if start == stop or keeps(start, stop):
        return
    if stop - start == 1:
        yield start
        return
    middle = (start + stop) // 2
    yield from _failing(keeps, start, middle)
    yield from _failing(keeps, middle, stop)


def _groups(rows: Sequence[Row]) -> Iterator[tuple[Sequence[int], Columns]]:
    """Yield the positions of rows with the same names in order and the same types of values, with their columns."""
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
    """Return the positions of equal keys together."""
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
