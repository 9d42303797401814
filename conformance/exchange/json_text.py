"""A body read as strict JSON text (RFC 8259, RFC 7493): its value, and everything that is wrong with it."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.contract.document import parse, tokens
from conformance.model import InputError, JsonValue

MAX_DEPTH = 64
MOST_DEPTH = 1_000
"""How far levels are counted."""
MAX_VALUES = 200_000
"""The most JSON values that one run judges: a list of 8,000 rows, or four times one of 2,000."""
TOO_DEEP = f"the text nests deeper than {MAX_DEPTH} levels"
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_ODD_NUMBER = "a number is NaN or Infinity, or too large for a double"
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
"""The escape of half of a surrogate pair, which UTF-8 cannot hold otherwise."""
_EXACT = 2**53
_NOT_BRACKETS = re.compile(rb"[^\[\]{}]+")


@dataclass(frozen=True)
class Defect:
    """One thing that is wrong with a text, and where, if that is known."""

    kind: str
    message: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class JsonText:
    """A body as JSON. Without a value it cannot be judged any further; `defects` says why, or `limit` does."""

    value: JsonValue = field(default=None, repr=False)
    has_value: bool = False
    is_parsed: bool = False
    """Whether the text matches the JSON grammar, so that its names, numbers and strings are known."""
    defects: tuple[Defect, ...] = ()
    limit: str = ""
    """Why the suite itself, not the text, is responsible for reading no further."""
    depth: int = 0
    """How deep it nests, where that is why it is not read: `MOST_DEPTH` for anything beyond."""
    size: int = 0
    """How many values it holds, or a few more; 0 if it was not parsed."""

    def of_kind(self, kind: str) -> Iterator[Defect]:
        """Yield the defects of a kind."""
        return (defect for defect in self.defects if defect.kind == kind)


def read_json(body: bytes, max_values: int = MAX_VALUES) -> JsonText:
    """Read a body of at most `max_values` values; never raises.

    Kinds of defect: `byte-order-mark`, `encoding`, `grammar`, `duplicate-name`, `number`, `surrogate`.
    """
    found: list[Defect] = []
    if body.startswith(codecs.BOM_UTF8):
        found.append(Defect("byte-order-mark", "the text starts with a byte order mark"))
        body = body[len(codecs.BOM_UTF8) :]
    try:
        text = body.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        found.append(Defect("encoding", f"byte {error.start} is not UTF-8"))
        return JsonText(defects=tuple(found))
    bare = _without_strings(body, max_values)
    size = 1 + sum(map(bare.count, (b",", b"[", b"{")))
    if size > max_values:
        return JsonText(defects=tuple(found), limit="the answers of this run hold more values than one run judges")
    depth = _depth(bare)
    if depth > MAX_DEPTH:
        return JsonText(defects=tuple(found), limit=TOO_DEEP, depth=depth)
    return replace(_parsed(text, found), size=size)


def nests_too_deep(body: bytes) -> bool:
    """Return whether a text nests deeper than it is read."""
    return _depth(_without_strings(body, MAX_VALUES)) > MAX_DEPTH


def _parsed(text: str, found: list[Defect]) -> JsonText:
    reader = _Reader()
    try:
        value = json.loads(
            text,
            object_pairs_hook=reader.object,
            parse_constant=reader.constant,
            parse_float=reader.number,
            parse_int=reader.integer,
        )
    except json.JSONDecodeError as error:
        found.append(Defect("grammar", f"{error.msg} at line {error.lineno}, column {error.colno}"))
        return JsonText(defects=tuple(found))
    if reader.has_duplicates:
        found += _duplicates(text, value)
    # This search takes as long as parsing: it is skipped if nothing can be found.
    if reader.has_odd_number or _SURROGATE.search(text):
        found += _odd_values(value, ())
    if reader.has_odd_number and not any(defect.kind == "number" for defect in found):
        # It is in a member that a later one of the same name replaces.
        found.append(Defect("number", _ODD_NUMBER))
    has_value = not any(defect.kind in ("number", "surrogate") for defect in found)
    return JsonText(value if has_value else None, has_value, is_parsed=True, defects=tuple(found))


class _Reader:
    """Hooks for the parser of the standard library, which accepts all of this on its own."""

    def __init__(self) -> None:
        self.has_duplicates = False
        self.has_odd_number = False

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        self.has_duplicates = self.has_duplicates or len(members) < len(pairs)
        return members

    def constant(self, name: str) -> float:
        return self.number(name.replace("Infinity", "inf"))

    def number(self, text: str) -> float:
        value = float(text)
        self.has_odd_number = self.has_odd_number or not math.isfinite(value)
        # `7e2` has an exponent and no fractional part: an integer, if a double holds it exactly.
        is_whole = "." not in text and "-" not in text[1:] and abs(value) < _EXACT
        return int(value) if is_whole else value

    def integer(self, text: str) -> int | float:
        # As a double it is infinite, which is what most readers would make of it (RFC 8259 section 6).
        return int(text) if len(text) < 309 else self.number(text)


def _duplicates(text: str, value: JsonValue) -> Iterator[Defect]:
    try:
        duplicates = parse(text, "").duplicates
    except InputError:
        duplicates = ()
    if not duplicates:
        yield Defect("duplicate-name", "an object has two members with the same name")
    for pointer, _ in duplicates:
        yield Defect("duplicate-name", "an object has two members with the same name", _path(tokens(pointer), value))


def _path(names: Sequence[str], value: JsonValue) -> tuple[str | int, ...]:
    """Return names as a path into a value, in which only an array has indices."""
    path: list[str | int] = []
    for name in names:
        node, value = value, None
        # What a later member of the same name replaces is not in the value: a name may then meet an array.
        if isinstance(node, list) and name.isdecimal() and len(name) < 16 and int(name) < len(node):
            path.append(int(name))
            value = node[int(name)]
        else:
            path.append(name)
            value = node.get(name) if isinstance(node, dict) else None
    return tuple(path)


def _odd_values(value: JsonValue, path: tuple[str | int, ...]) -> Iterator[Defect]:
    if isinstance(value, float) and not math.isfinite(value):
        yield Defect("number", _ODD_NUMBER, path)
    elif isinstance(value, str) and _has_surrogate(value):
        yield Defect("surrogate", "a string holds half of a surrogate pair", path)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _odd_values(item, (*path, index))
    elif isinstance(value, dict):
        for name, member in value.items():
            if _has_surrogate(name):
                yield Defect("surrogate", "a name holds half of a surrogate pair", path)
            yield from _odd_values(member, (*path, name))


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)


def _without_strings(body: bytes, max_values: int) -> bytes:
    # Removing strings takes memory for each. A value has at most four quotes, apart from those within strings.
    return body if body.count(b'"') > 8 * max_values else _STRINGS.sub(b"", body)


def _depth(bare: bytes) -> int:
    """Return how deep a text without its strings nests, without recursion, reading only what is needed."""
    depth = deepest = 0
    for byte in _NOT_BRACKETS.sub(b"", bare):
        depth += 1 if byte in b"[{" else -1
        deepest = max(depth, deepest)
        if deepest == MOST_DEPTH:
            break
    return deepest
