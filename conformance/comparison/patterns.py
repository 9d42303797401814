"""Texts that some patterns match and others do not, or the proof that there are none, by automata.

The states are sets of places in the patterns, built lazily and counted, so that the time is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from conformance.comparison.budget import MAX_STEPPED

_MAX_PATTERN = 200
"""The longest pattern that is analysed, in characters."""
_MAX_REPEATED = 100
_MAX_PLACES = 2_000
_MAX_PATTERNS = 8
_MAX_LEAST = 1_000
_MAX_WORK = 150_000
"""The steps for one question."""
_MAX_FOUND = 4

Ranges = tuple[tuple[int, int], ...]
"""Characters as sorted, inclusive ranges."""
_LAST = 0x10FFFF
_ANY: Ranges = ((0, 0xD7FF), (0xE000, _LAST))
_DIGITS: Ranges = ((48, 57),)
_WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_LINE_ENDS: Ranges = ((10, 10), (13, 13), (0x2028, 0x2029))
_SPACE: Ranges = (
    *((9, 13), (32, 32), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029)),
    *((0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)
# What Python's parser reads differently from ECMA-262, or supports alone.
_FOREIGN = re.compile(
    r"\\[^dDwWsSnrtfvux\W]|\\\d|\[\^?\]|\[\^?\[|--|&&|~~|\|\||\{,|\(\?(?!:|<[A-Za-z_])|[*+?}]\+", re.ASCII
)


class _UnknownError(Exception):
    """Not decidable here: a pattern has a lookaround, or is too large."""


class Languages:
    """The languages of patterns, compared in a bounded total time."""

    def __init__(self) -> None:
        self._left = MAX_STEPPED
        self._known: dict[tuple[object, ...], tuple[str, ...] | None] = {}

    def only_by(
        self, these: tuple[str, ...], others: tuple[str, ...], least: int, most: float
    ) -> tuple[str, ...] | None:
        """Return the shortest texts that match all of some patterns and not all of others; None if undecided.

        Args:
            these: ECMA-262 expressions with the `u` flag, each of which a text must match somewhere.
            others: Expressions of which a text must fail at least one.
            least: The minimum length of a text.
            most: The maximum length of a text.

        Returns:
            A few texts; empty if it is proven that there are none.
        """
        key = (these, others, least, most)
        if key not in self._known:
            self._known[key] = self._only_by(these, others, least, most)
        return self._known[key]

    def _only_by(
        self, these: tuple[str, ...], others: tuple[str, ...], least: int, most: float
    ) -> tuple[str, ...] | None:
        if len(these) + len(others) > _MAX_PATTERNS or least > _MAX_LEAST:
            return None
        try:
            stepper = _Stepper([_automaton(each) for each in (*these, *others)], min(_MAX_WORK, self._left))
        except _UnknownError:
            return None
        try:
            return tuple(_search(stepper, len(these), least, most))
        except _UnknownError:
            return None
        finally:
            self._left -= stepper.work


@dataclass
class _Automaton:
    """A pattern as an automaton: places, and the steps between them."""

    sets: dict[Ranges, int] = field(default_factory=lambda: {(): 0})
    """The distinct character sets of the steps, by number."""
    chars: list[int] = field(default_factory=lambda: [0])
    """The number of the set that leads on from each place."""
    targets: list[int] = field(default_factory=lambda: [0])
    """The place that each leads to."""
    free: list[list[tuple[int, str]]] = field(default_factory=lambda: [[]])
    """The steps without a character: anywhere, or only at the start (`^`) or the end (`$`) of the text."""

    def place(self) -> int:
        """Add a place."""
        if len(self.free) >= _MAX_PLACES:
            raise _UnknownError
        self.chars.append(0)
        self.targets.append(0)
        self.free.append([])
        return len(self.free) - 1

    def read(self, at: int, chars: Ranges) -> int:
        """Add a step by characters from a place, and return its target."""
        start, end = self.place(), self.place()
        self.free[at].append((start, ""))
        self.chars[start], self.targets[start] = self.sets.setdefault(chars, len(self.sets)), end
        return end

    def closure(self, places: Iterable[int], where: str) -> frozenset[int]:
        """Return the places reached from some places without a character, at the start or the end of the text."""
        found = set(places)
        waiting = list(found)
        for at in waiting:
            for to, anchor in self.free[at]:
                if anchor in where and to not in found:
                    found.add(to)
                    waiting.append(to)
        return frozenset(found)


_MATCHED = frozenset({-1})
"""The state of a pattern that has already matched."""


@cache
def _automaton(pattern: str) -> _Automaton:
    if len(pattern) > _MAX_PATTERN or _FOREIGN.search(pattern):
        raise _UnknownError
    try:
        tree = re._parser.parse(pattern.replace("(?<", "(?P<"))
    except (re.error, RecursionError, OverflowError):
        raise _UnknownError from None
    automaton = _Automaton()
    end = _built(automaton, tree, 0)
    # The last place is the one that has matched.
    automaton.free[end].append((automaton.place(), ""))
    return automaton


def _built(automaton: _Automaton, tree: Iterable[Any], at: int) -> int:
    for kind, value in tree:
        at = _part(automaton, str(kind), value, at)
    return at


def _part(automaton: _Automaton, kind: str, value: Any, at: int) -> int:
    match kind:
        case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
            return automaton.read(at, _chars(kind, value))
        case "AT" if str(value) in ("AT_BEGINNING", "AT_END"):
            end = automaton.place()
            automaton.free[at].append((end, "^" if str(value) == "AT_BEGINNING" else "$"))
            return end
        case "BRANCH":
            ends = [_built(automaton, branch, at) for branch in value[1]]
            return _joined(automaton, ends)
        case "SUBPATTERN":
            return _built(automaton, value[3], at)
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _repeated(automaton, int(value[0]), value[1], value[2], at)
        case _:
            raise _UnknownError


def _joined(automaton: _Automaton, ends: Sequence[int]) -> int:
    end = automaton.place()
    for each in ends:
        automaton.free[each].append((end, ""))
    return end


def _repeated(automaton: _Automaton, least: int, most: Any, repeated: Iterable[Any], at: int) -> int:
    is_endless = str(most) == "MAXREPEAT"
    if least > _MAX_REPEATED or (not is_endless and int(most) > _MAX_REPEATED):
        raise _UnknownError
    for _ in range(least):
        at = _built(automaton, repeated, at)
    if is_endless:
        loop = _joined(automaton, [at])
        automaton.free[_built(automaton, repeated, loop)].append((loop, ""))
        return _joined(automaton, [loop])
    ends = [at]
    for _ in range(int(most) - least):
        ends.append(_built(automaton, repeated, ends[-1]))
    return _joined(automaton, ends)


def _chars(kind: str, value: Any) -> Ranges:
    match kind:
        case "LITERAL":
            return ((value, value),)
        case "RANGE":
            return (value,)
        case "NOT_LITERAL":
            return _others(((value, value),))
        case "ANY":
            return _others(_LINE_ENDS)
        case "CATEGORY":
            name = str(value).removeprefix("CATEGORY_")
            known = {"DIGIT": _DIGITS, "WORD": _WORD, "SPACE": _SPACE}[name.removeprefix("NOT_")]
            return _others(known) if name.startswith("NOT_") else known
        case _:
            is_negated = str(value[0][0]) == "NEGATE"
            found = tuple(sorted(each for member in value[is_negated:] for each in _chars(str(member[0]), member[1])))
            return _others(found) if is_negated else found


def _others(ranges: Ranges) -> Ranges:
    found, start = [], 0
    for first, last in sorted(ranges):
        if first > start:
            found.append((start, first - 1))
        start = max(start, last + 1)
    return tuple(found) if start > _LAST else (*found, (start, _LAST))


def _letters(automata: Sequence[_Automaton]) -> list[str]:
    """Return one character for each class that the patterns distinguish: the plainest, and plain ones first."""
    sets = list(dict.fromkeys(chars for each in automata for chars in each.sets))
    bounds = {bound for chars in (*sets, _ANY) for first, last in chars for bound in (first, last + 1)}
    plain = {ord(char) for char in "AZaz09_- !<"}
    found: dict[frozenset[int], int] = {}
    for code in sorted((bounds | plain) - {_LAST + 1}, key=_plainness):
        if not 0xD800 <= code <= 0xDFFF:
            key = frozenset(index for index, chars in enumerate(sets) if _has(chars, code))
            found.setdefault(key, code)
    return [chr(code) for code in found.values()]


def _plainness(code: int) -> tuple[int, int]:
    char = chr(code)
    kind = 0 if char.isascii() and char.isalpha() else 1 if char.isascii() and char.isdigit() else 2
    return (kind if kind < 2 or 32 < code < 127 else 3, code)


def _has(chars: Ranges, code: int) -> bool:
    return any(first <= code <= last for first, last in chars)


State = tuple[frozenset[int], ...]


def _search(stepper: _Stepper, number: int, least: int, most: float) -> Iterator[str]:
    """Yield texts by increasing length, only the first of those that lead to the same state."""
    level: list[tuple[State, str]] = [(stepper.start, "")]
    seen, left = {(stepper.start, 0)}, _MAX_FOUND
    length = 0
    while level and length <= most:
        for state, text in level if length >= least else ():
            where = "$" if text else "^$"
            ends = [each is not _MATCHED and stepper.fails(index, each, where) for index, each in enumerate(state)]
            if not any(ends[:number]) and any(ends[number:]):
                yield text
                left -= 1
                if not left:
                    return
        length += 1
        following: list[tuple[State, str]] = []
        for state, text in level:
            for letter in stepper.letters:
                reached = stepper.step(state, letter)
                key = (reached, min(length, least))
                # A required pattern can no longer match, or all that should fail have matched.
                is_lost = not all(reached[:number]) or all(each is _MATCHED for each in reached[number:])
                if key not in seen and not is_lost:
                    seen.add(key)
                    following.append((reached, text + letter))
        level = following


class _Stepper:
    """The steps of several automata, each computed once and counted."""

    def __init__(self, automata: Sequence[_Automaton], most: int) -> None:
        self.letters = _letters(automata)
        self.start: State = tuple(_settled(each, each.closure({0}, "^")) for each in automata)
        self.work = 0
        self._automata, self._most = automata, most
        self._takes = [
            {letter: [_has(chars, ord(letter)) for chars in each.sets] for letter in self.letters} for each in automata
        ]
        self._known: dict[tuple[int, frozenset[int], str], frozenset[int]] = {}

    def step(self, state: State, letter: str) -> State:
        """Return the state after a character."""
        self._count(len(state))
        return tuple(self._step(index, each, letter) for index, each in enumerate(state))

    def fails(self, index: int, places: frozenset[int], where: str) -> bool:
        """Return whether a pattern fails if the text ends here."""
        self._count(len(places))
        automaton = self._automata[index]
        return _settled(automaton, automaton.closure(places, where)) is not _MATCHED

    def _step(self, index: int, places: frozenset[int], letter: str) -> frozenset[int]:
        if places is _MATCHED:
            return places
        key = (index, places, letter)
        if key not in self._known:
            automaton, takes = self._automata[index], self._takes[index][letter]
            reached = [automaton.targets[at] for at in places if takes[automaton.chars[at]]]
            # A pattern may begin anywhere.
            found = automaton.closure((*reached, 0), "")
            self._count(len(places) + len(found))
            self._known[key] = _settled(automaton, found)
        return self._known[key]

    def _count(self, work: int) -> None:
        self.work += work
        if self.work > self._most:
            raise _UnknownError


def _settled(automaton: _Automaton, places: frozenset[int]) -> frozenset[int]:
    return _MATCHED if len(automaton.free) - 1 in places else places
