"""Texts for parameters: whether the contract allows one, and near misses that it does not allow."""

from __future__ import annotations

import re
import uuid
from collections.abc import Container, Iterator
from contextlib import suppress
from enum import Enum, auto
from math import isfinite

from conformance.contract.possible_types import possible_types
from conformance.contract.schemas import Schemas
from conformance.model import JsonValue

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})\Z")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})(?:\.[0-9]{1,30})?\Z")
_SPELLED_INTEGER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]{1,16}|0[oO][0-7]{1,21}|0[bB][01]{1,64})\Z")
_BOOLEANS = {
    **dict.fromkeys(("true", "t", "yes", "y", "on", "1", ""), True),
    **dict.fromkeys(("false", "f", "no", "n", "off", "0"), False),
}
"""What correct parsers read as a boolean; a flag without a value is set."""
_NOTHING = frozenset({"", "null", "none", "nil", "undefined"})
"""What they read as null, where null is allowed."""
_ENDLESS = (0.5, 1e15 + 0.5, -1e15 - 0.5)
"""In place of infinity and not-a-number, which JSON cannot represent: only numbers that need not be integers."""
_SHORT_GROUPS = re.compile(r"[0-9a-fA-F]{1,8}(?:-[0-9a-fA-F]{1,4}){3}-[0-9a-fA-F]{1,12}")
_ANYTHING = ("0", "null", "undefined", "'", "%", "-1", "x" * 256)


TELLING_LENGTH = 16
"""The length from which a text is taken to name one thing: a shorter one may occur elsewhere by chance."""


class Validity(Enum):
    """Whether a text matches the schema of a parameter."""

    VALID = auto()
    LENIENT = auto()
    """Not strictly valid, but the same value to many correct parsers."""
    MALFORMED = auto()


def is_sendable(value: str) -> bool:
    """Return whether a text can be put into a path without changing its structure."""
    return value not in ("", ".", "..") and value.isprintable()


def is_valid(text: str, schema: str, schemas: Schemas) -> bool:
    """Return whether the schema at a pointer allows a parameter that is written as a text."""
    types = possible_types(schema, schemas)
    return any(schemas.accepts(schema, value) for value in readings(text, types))


def validity(text: str, schema: str, schemas: Schemas) -> Validity:
    """Return whether a text matches the schema at a pointer."""
    if is_valid(text, schema, schemas):
        return Validity.VALID
    types = possible_types(schema, schemas)
    if any(schemas.accepts(schema, value) for value in tolerant_readings(text, types)):
        return Validity.LENIENT
    return Validity.MALFORMED


def near_misses(example: str) -> Iterator[tuple[str, str]]:
    """Yield a name and a text for each way to get a valid value wrong."""
    if _is_uuid(example):
        digits = example.replace("-", "")
        yield "no-dashes", digits
        yield "braces", f"{{{example}}}"
        yield "urn", f"urn:uuid:{example}"
        yield "shifted-dashes", f"{digits[:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:24]}-{digits[24:]}"
        yield "not-hexadecimal", f"{example[:-1]}g"
    yield "blank-before", f" {example}"
    yield "one-short", example[:-1]
    yield "one-long", f"{example}0"
    for text in _ANYTHING:
        yield "long" if len(text) > 99 else f"text-{text}", text


def neighbours(text: str) -> Iterator[str]:
    """Yield two texts that differ from one only in the last character; none if they might name something, too.

    >>> list(neighbours("3c90c3cc0d444b5088888dd25736052a")), list(neighbours("17"))
    (['3c90c3cc0d444b5088888dd25736052b', '3c90c3cc0d444b5088888dd25736052c'], [])
    """
    last = text[-1:]
    alike = next((kind for kind in ("0123456789", "abcdef", "ABCDEF") if last in kind), "")
    others = [each for each in alike if each != last][:2] if len(text) >= TELLING_LENGTH else []
    return (f"{text[:-1]}{each}" for each in others)


def other_case(text: str) -> str:
    """Return a text with its letters in upper case, or in lower case where they are upper already."""
    return text.upper() if text != text.upper() else text.lower()


def readings(text: str, types: Container[str]) -> Iterator[JsonValue]:
    """Yield every JSON value of some types that a text is written for: itself, a boolean or a number."""
    if "string" in types:
        yield text
    if "boolean" in types and text in ("true", "false"):
        yield text == "true"
    if "integer" in types and _INTEGER.match(text):
        yield int(text)
    elif "integer" in types and _NUMBER.match(text):
        yield float(text)


def tolerant_readings(text: str, types: Container[str]) -> Iterator[JsonValue]:
    """Yield every JSON value of some types that a correct parser may read from a text."""
    stripped = text.strip()
    if "string" in types:
        yield from dict.fromkeys((text, *_respelled(stripped)))
    if "boolean" in types and stripped.lower() in _BOOLEANS:
        yield _BOOLEANS[stripped.lower()]
    if "null" in types and stripped.lower() in _NOTHING:
        yield None
    if "integer" in types:
        yield from _numbers(stripped)


def _respelled(text: str) -> Iterator[str]:
    yield from (text, text.lower(), text.upper(), text.title())
    with suppress(ValueError):
        yield str(uuid.UUID(text))
    if _SHORT_GROUPS.fullmatch(text):  # Java fills up short groups
        yield "-".join(part.zfill(length) for part, length in zip(text.split("-"), (8, 4, 4, 4, 12), strict=True))


def _numbers(text: str) -> Iterator[float]:
    if _SPELLED_INTEGER.match(text):
        yield int(text, 0)
    try:
        number = float(text)
    except ValueError:
        return
    if isfinite(number):
        yield int(number) if number.is_integer() and abs(number) < 2**63 else number
    elif text.lstrip("+-").isdigit():
        yield -1e300 if text.startswith("-") else 1e300
    else:
        yield from _ENDLESS


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
