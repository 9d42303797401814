"""Texts that match a pattern, built from it: few, the shortest first, without running the expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

MAX_TEXTS = 120
_MAX_LENGTH = 5_000
_MAX_ALTERNATIVES = 8
_CLASSES = {
    "CATEGORY_DIGIT": "09",
    "CATEGORY_NOT_DIGIT": "a-",
    "CATEGORY_SPACE": " \t",
    "CATEGORY_NOT_SPACE": "a0",
    "CATEGORY_WORD": "a0Z_",
    "CATEGORY_NOT_WORD": "- ",
}
_OTHERS = "a0A -_.é"

Choose = Callable[[int], int]


@lru_cache(maxsize=256)
def texts_of(pattern: str, lengths: tuple[int, ...] = ()) -> tuple[str, ...]:
    """Return texts that a pattern is likely to match; a lookaround may reject them, so check them.

    Args:
        pattern: An ECMA-262 expression; no texts if Python's parser cannot read it.
        lengths: Additional numbers of repetitions for unbounded quantifiers.
    """
    try:
        tree = re._parser.parse(pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!"))
    except (re.error, RecursionError, OverflowError):
        return ()
    return tuple(dict.fromkeys(islice(_texts(tree, lengths), MAX_TEXTS)))


def _texts(tree: Iterable[Any], lengths: Sequence[int]) -> Iterator[str]:
    """Yield the plainest text, then for every choice in it the text with each alternative."""
    taken: list[int] = []

    def plainest(number: int) -> int:
        taken.append(number)
        return 0

    yield _built(tree, plainest, lengths)
    for place, number in enumerate(tuple(taken[:MAX_TEXTS])):
        for alternative in range(1, min(number, _MAX_ALTERNATIVES)):
            yield _built(tree, _choosing(place, alternative), lengths)


def _choosing(place: int, alternative: int) -> Choose:
    passed = -1

    def choose(number: int) -> int:
        nonlocal passed
        passed += 1
        return min(alternative, number - 1) if passed == place else 0

    return choose


def _built(tree: Iterable[Any], choose: Choose, lengths: Sequence[int]) -> str:
    return "".join(_part(str(kind), value, choose, lengths) for kind, value in tree)[:_MAX_LENGTH]


def _part(kind: str, value: Any, choose: Choose, lengths: Sequence[int]) -> str:
    match kind:
        case "LITERAL":
            return chr(value)
        case "NOT_LITERAL":
            return next(char for char in _OTHERS if ord(char) != value)
        case "ANY":
            return _OTHERS[choose(len(_OTHERS))]
        case "IN":
            chars = _chars(value)
            return chars[choose(len(chars))] if chars else ""
        case "BRANCH":
            return _built(value[1][choose(len(value[1]))], choose, lengths)
        case "SUBPATTERN":
            return _built(value[3], choose, lengths)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, repeated = value
            times = _times(int(least), int(most), lengths)
            # The same choice for every repetition.
            return _repeated(_built(repeated, choose, lengths), times[choose(len(times))]) if times else ""
        case _:
            return ""


def _repeated(text: str, times: int) -> str:
    """Return a text repeated a number of times, limited in length."""
    return text * min(times, _MAX_LENGTH // max(len(text), 1) + 1)


def _times(least: int, most: int, lengths: Sequence[int]) -> list[int]:
    asked = [number for length in lengths for number in (length, length - 1, length + 1)]
    # One repetition first: with none, the alternatives inside do not show.
    wanted = [max(least, 1), least, *asked, least + 1, min(most, least + 3), min(most, 500)]
    return list(dict.fromkeys(number for number in wanted if least <= number <= most))[:_MAX_ALTERNATIVES]


def _chars(members: Sequence[Any]) -> str:
    found = ""
    for kind, value in members:
        match str(kind):
            case "LITERAL":
                found += chr(value)
            case "RANGE":
                found += chr(value[0]) + chr(value[1])
            case "CATEGORY":
                found += _CLASSES.get(str(value), "a")
    if str(members[0][0]) == "NEGATE":
        refused = re.compile("[" + "".join(map(re.escape, found[:50])) + "]") if found else None
        return "".join(char for char in _OTHERS if refused is None or not refused.match(char))
    return "".join(dict.fromkeys(found))
