"""What may be shown of what an API sent: never a key, a phone number or free text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from conformance.exchange.names import is_plain_name
from conformance.model import JsonValue

MAX_SHOWN = 120
DATE = re.compile(
    r"[0-2]\d{3}-\d\d?-\d\d?(?:[Tt ]\d\d?:\d\d(?::\d\d?(?:[.,]\d{1,9})?)?(?:[Zz]|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_PHONE_DIGITS = 7
_LONGEST_WORD = 24
_MEDIA_TYPE = re.compile(
    r"(?:application|audio|example|font|haptics|image|message|model|multipart|text|video|x-[a-z]+|\*)/[\w.+*-]+"
    r'(?:\s*;\s*[\w-]+="?[\w.+-]*"?)*',
    re.ASCII | re.IGNORECASE,
)


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Return a text in which every secret of 4 characters or more reads `[key]`."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= 4:
            text = text.replace(secret, "[key]")
    return text


def mask(text: str) -> str:
    """Return a text with its letters and digits replaced class by class, so that its shape can still be seen.

    >>> mask("+14155550123"), mask("Anna 7"), mask("\u0664\u00fc")
    ('+99999999999', 'Aaaa 9', '\u0669\u00e4')
    """
    masked = "".join(map(class_of, text[:MAX_SHOWN]))
    return safe_text(masked) + ("…" if len(text) > MAX_SHOWN else "")


def safe_text(text: str) -> str:
    r"""Return a text without control, format, surrogate and private characters: nothing in it acts on a terminal.

    >>> safe_text("a\x1b[31m")
    'a\\u001b[31m'
    """
    # Nearly every text is printable, which is quick to check.
    return text if text.isprintable() else "".join(map(_printable, text))


def show(value: JsonValue, *, words: bool = False, numbers: bool = False) -> str:
    """Return a value as a finding may show it.

    Dates, booleans, null and numbers below seven digits stay; so do plain words and all numbers where the contract
    allows for them (`words`, `numbers`). Other strings are masked, arrays and objects only counted.
    """
    if isinstance(value, str):
        is_plain = DATE.fullmatch(value) or (words and is_plain_name(value))
        return f'"{value if is_plain else mask(value)}"'
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int | float):
        text = repr(value)[:MAX_SHOWN]
        return text if numbers or _digits(text) < _PHONE_DIGITS else mask(text)
    if isinstance(value, list):
        return f"an array of {len(value)}"
    return f"an object with {len(value)} members" if isinstance(value, dict) else type(value).__name__


def show_media_type(text: str, secrets: Iterable[str]) -> str:
    """Return a Content-Type as it came, if nothing in it may be a credential, an id or a phone number; else its shape.

    >>> show_media_type("application/vnd.api+json; v=1", ()), show_media_type("text/bn4f1c9d27a8e3", ())
    ('"application/vnd.api+json; v=1"', '"aaaa/aa9a9a9a99a9a9"')
    """
    scrubbed = scrub(text, secrets)
    runs = re.findall(r"[A-Za-z0-9]+", scrubbed)
    is_named = len(scrubbed) <= MAX_SHOWN and all(len(run) <= _LONGEST_WORD and _digits(run) <= 3 for run in runs)
    is_plain = is_named and _digits(scrubbed) < _PHONE_DIGITS and _MEDIA_TYPE.fullmatch(scrubbed)
    return f'"{scrubbed if is_plain else mask(scrubbed)}"'


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def show_path(path: Iterable[str | int], declared: frozenset[str]) -> str:
    """Return the path of a value; names that the contract does not declare are masked unless they are plain words."""
    return "".join(f"/{_name(token, declared)}" for token in path)


def pattern_path(path: Iterable[str | int], declared: frozenset[str]) -> str:
    """Return a location that is stable over runs: indices as `[*]`, names that the contract does not declare as `*`."""
    tokens = ("[*]" if isinstance(token, int) else token if token in declared else "*" for token in path)
    return "".join(f"/{token}" for token in tokens)


def _name(token: str | int, declared: frozenset[str]) -> str:
    if isinstance(token, int) or token in declared or is_plain_name(token):
        return str(token).replace("~", "~0").replace("/", "~1")
    return mask(token).replace("/", "~1")


def class_of(char: str) -> str:
    """Return the character that stands for all of a class: digits, letters of either case; others for themselves."""
    if char.isascii():
        return "9" if char.isdigit() else "A" if char.isupper() else "a" if char.islower() else char
    return "\u0669" if char.isnumeric() else "\u00e4" if char.isalpha() else char


def _printable(char: str) -> str:
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
