"""Finds what a text names as the replacement of the thing that it describes."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PROSE = re.compile(
    r"\b(?:us(?:e|ing)|prefer|see|replac\w*|supersed\w*|successor|instead|favou?r|migrat\w*|switch\w*|moved? to"
    r"|renam\w*|alternativ\w*|obsoleted by|refer to|consider|provided by|equivalent)\b",
    re.IGNORECASE,
)
# The words directly before the name of a replacement.
_DIRECT = re.compile(
    r"\b(?:use|using|replaced by|replaced with|superseded by|in favou?r of|renamed to|switch to|migrate to|prefer)"
    r"(?: the| a| an| our)?(?: new)?(?: property| field| parameter| attribute| operation| endpoint| schema)?"
    r" [*_]*\[?[`\"']$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_$-]*(?:(?:\[\*?\])?\.[A-Za-z][A-Za-z0-9_$-]*)*(?:\[\])?")
PATH = re.compile(r"(?:(?:GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS) )?(/[^\s?#]+)", re.IGNORECASE)
"""A path, with or without a method before it."""
# Values, types, methods, versions and HTTP headers are not a document's own names.
_COMMON = re.compile(
    r"true|false|null|none|string|integer|number|boolean|array|object|get|put|post|patch|delete|v[0-9]\S*|authorization"
    r"|accept|[a-z]+(?:-[a-z]+)+",
    re.IGNORECASE,
)
_CODE = re.compile(r"`([^`\n]{1,120})`|\"([^\"\n]{1,80})\"|'([^'\n]{1,80})'")


def replacement_sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text that mention something to use instead."""
    parts = re.split(r"(?<=[.!?;])\s+(?=[^a-z])", text)
    return tuple(part for part in parts if _PROSE.search(part))


def sent_to(text: str, own: str) -> tuple[str, ...]:
    """Return the names that are clearly replacements: those after `use`, `replaced by` and similar words.

    Args:
        text: The description of the thing.
        own: The name of the thing itself.
    """
    return tuple(dict.fromkeys(name for name, before in quotes(text, own) if _DIRECT.search(before)))


def quotes(text: str, own: str) -> Iterator[tuple[str, str]]:
    """Yield each quoted name in the sentences on what to use instead, and the text before it."""
    for sentence in replacement_sentences(text):
        for match in _CODE.finditer(sentence):
            name = (match[1] or match[2] or match[3]).strip()
            if is_name(name) and name != own:
                yield name, sentence[: match.start() + 1]


def is_name(text: str) -> bool:
    """Return whether a text can be the name of a property, parameter, operation or schema, or a path."""
    return len(text) > 1 and bool(PATH.fullmatch(text) or _NAME.fullmatch(text)) and not _COMMON.fullmatch(text)
