"""The words in a name, in any spelling: `createdAt`, `created_at` and `created-at` are the same."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@lru_cache(maxsize=4_096)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name or a text in lower case.

    >>> words_of("lastUpdatedAt"), words_of("valid_contacts")
    (('last', 'updated', 'at'), ('valid', 'contacts'))
    """
    return tuple(word.lower() for word in _WORD.findall(name))


def singular(word: str) -> str:
    """Return a word without the ending of a plural.

    >>> [singular(word) for word in ("numbers", "entries", "batches", "status", "address")]
    ['number', 'entry', 'batch', 'status', 'address']
    """
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def is_one_edit(one: str, other: str) -> bool:
    """Return whether one insertion, deletion, replacement or transposition turns one name into the other."""
    short, long = sorted((one, other), key=len)
    start = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) != len(long):
        return len(long) - len(short) == 1 and short[start:] == long[start + 1 :]
    if short[start + 1 :] == long[start + 1 :]:
        return True
    return short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
