"""Reads parameters as OpenAPI 3.0.3 section 4.7.12 has them written, and refuses every other spelling."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias, TypeVar
from urllib.parse import unquote

Size: TypeAlias = dict[str, int]
Pairs: TypeAlias = Sequence[tuple[str, str]]
T = TypeVar("T")
KINDS = ("cargo", "ferry", "tug")
_MOST = {"length": 400, "beam": 60}
_INTEGER = re.compile("[1-9][0-9]{0,2}")


class RefusedError(ValueError):
    """A parameter is missing, or not written as the document says."""


def integer(text: str, most: int = 99) -> int:
    """Return a whole number from 1 on."""
    if not _INTEGER.fullmatch(text) or int(text) > most:
        raise RefusedError(f"a number from 1 to {most} is expected")
    return int(text)


def numbers(texts: Iterable[str]) -> list[int]:
    """Return one to four numbers."""
    found = [integer(text) for text in texts]
    if not 1 <= len(found) <= 4:
        raise RefusedError("one to four numbers are expected")
    return found


def kinds(texts: Iterable[str]) -> list[str]:
    """Return one to three kinds of ships."""
    found = list(texts)
    if not 1 <= len(found) <= 3 or not set(found) <= set(KINDS):
        raise RefusedError(f"one to three of {', '.join(KINDS)} are expected")
    return found


def size(pairs: Iterable[tuple[str, str]]) -> Size:
    """Return the size of a ship: its length, and its beam if it is given."""
    listed = list(pairs)
    found = {name: integer(text, _MOST.get(name, 0)) for name, text in listed}
    if len(found) < len(listed) or "length" not in found:
        raise RefusedError("a length is expected, and nothing twice")
    return found


def size_in_json(text: str) -> Size:
    """Return the size that a JSON text holds."""
    try:
        value = json.loads(text)
    except ValueError:
        raise RefusedError("JSON is expected") from None
    if not isinstance(value, dict) or any(type(each) is not int for each in value.values()):
        raise RefusedError("an object of integers is expected")
    return size((name, str(each)) for name, each in value.items())


def pairs_in_turn(texts: Sequence[str]) -> Pairs:
    """Return `a,1,b,2` as pairs: how an object is written that is not exploded."""
    if len(texts) % 2:
        raise RefusedError("names and values in turn are expected")
    return [*zip(texts[::2], texts[1::2], strict=True)]


def pairs_of(texts: Iterable[str]) -> Pairs:
    """Return `a=1`, `b=2` as pairs: how an exploded object is written in a path or a header."""
    return [(unquote(name), unquote(value)) for name, _, value in (text.partition("=") for text in texts)]


def one(texts: Sequence[str]) -> str:
    """Return the only text: what is joined is written once."""
    if len(texts) != 1:
        raise RefusedError("it is expected once")
    return texts[0]


def below(raw: str, prefix: str, read: Callable[[str], T]) -> T:
    """Read a segment of a path without the character that its style puts before it."""
    if not raw.startswith(prefix):
        raise RefusedError(f"the segment begins with {prefix!r}")
    return read(raw[len(prefix) :])


def commas(raw: str) -> list[str]:
    """Split a raw text at its commas; an encoded comma belongs to a value (RFC 6570 section 3.2.1)."""
    return [unquote(text) for text in raw.split(",")]


def matrix_list(raw: str, name: str) -> list[str]:
    """Return the values of `;name=1,2`."""
    return below(raw, f";{name}=", commas)
