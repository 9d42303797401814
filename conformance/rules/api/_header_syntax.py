"""The syntax of the response headers that RFCs define, as far as no sound server departs from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import NamedTuple

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED = r'"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*"'
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_REFERENCE = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
_DIRECTIVE = re.compile(rf"({_TOKEN})(?:=({_TOKEN}|{_QUOTED}))?")
_SECONDS = frozenset({"max-age", "s-maxage", "stale-while-revalidate", "stale-if-error"})
_PARAMETER = rf"[ \t]*{_TOKEN}[ \t]*(?:=[ \t]*(?:{_TOKEN}|{_QUOTED}))?"
_LINK = re.compile(rf"[ \t]*<([^<>]*)>((?:[ \t]*;(?:{_PARAMETER})?)*)[ \t]*(?:,|\Z)")
_EACH = re.compile(rf";[ \t]*({_TOKEN})[ \t]*(?:=[ \t]*({_TOKEN}|{_QUOTED}))?")
_TOKENS = re.compile(rf"(?:[ \t]*(?:{_TOKEN})?[ \t]*,)*[ \t]*(?:{_TOKEN})?[ \t]*")
_STALE = frozenset({"0", "-1"})
"""What RFC 9111 section 5.3 has caches read as a time in the past, and frameworks send for that."""


class Syntax(NamedTuple):
    """What the value of a header must be."""

    name: str
    is_sound: Callable[[str], bool]
    expected: str
    section: str


class LinkValue(NamedTuple):
    """One link of a Link header: where it leads, and its relations in lower case."""

    target: str
    relations: frozenset[str]


def http_date(text: str) -> datetime | None:
    """Return the time of an IMF-fixdate, the only form that a sender may use (RFC 9110 section 5.6.7)."""
    # A leap second is legal, and unknown to `datetime`.
    spelled = text.replace(":60 GMT", ":59 GMT")
    try:
        when = parsedate_to_datetime(spelled).replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return when if spelled == format_datetime(when, usegmt=True) else None


def links(text: str) -> list[LinkValue] | None:
    """Return the links of a Link header (RFC 8288 section 3); None if it cannot be parsed."""
    found, place = [], 0
    while place < len(text):
        link = _LINK.match(text, place)
        if link is None:
            return None
        values = [value for name, value in _EACH.findall(link[2]) if name.lower() == "rel"]
        found.append(LinkValue(link[1].strip(), frozenset(_unquoted("".join(values[:1])).lower().split())))
        place = link.end()
    return found


def _are_links(text: str) -> bool:
    """Return whether each link parses and has a relation (RFC 8288 section 3.3)."""
    found = links(text)
    return found is not None and all(link.relations for link in found)


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text


def _is_date(text: str) -> bool:
    return http_date(text) is not None


def _is_delay(text: str) -> bool:
    return _is_date(text) or (text.isascii() and text.isdecimal())


def _is_reference(text: str) -> bool:
    return bool(text) and _REFERENCE.fullmatch(text) is not None


def _are_directives(text: str) -> bool:
    """Return whether each directive parses, and whether seconds are digits (RFC 9111 sections 1.2.2 and 5.2)."""
    outside = re.sub(_QUOTED, '""', text)
    parts = [part.strip(" \t") for part in outside.split(",")]
    found = [_DIRECTIVE.fullmatch(part) for part in parts if part]
    return all(each is not None and _is_directive(each[1].lower(), each[2] or "") for each in found)


def _is_directive(name: str, value: str) -> bool:
    return name not in _SECONDS or (value.isascii() and value.isdecimal())


SYNTAXES: Mapping[str, Syntax] = {
    "cache-control": Syntax("Cache-Control", _are_directives, "directives, with seconds as digits", "RFC 9111 5.2"),
    "date": Syntax("Date", _is_date, "a date such as Sun, 06 Nov 1994 08:49:37 GMT", "RFC 9110 5.6.7"),
    "etag": Syntax("ETag", lambda text: _TAG.fullmatch(text) is not None, '"…" or W/"…"', "RFC 9110 8.8.3"),
    "expires": Syntax("Expires", lambda text: text in _STALE or _is_date(text), "a date", "RFC 9111 5.3"),
    "last-modified": Syntax(
        "Last-Modified", _is_date, "a date such as Sun, 06 Nov 1994 08:49:37 GMT", "RFC 9110 8.8.2"
    ),
    "link": Syntax("Link", _are_links, '<URI>; rel="…"', "RFC 8288 3"),
    "location": Syntax("Location", _is_reference, "a URI reference", "RFC 9110 10.2.2"),
    "retry-after": Syntax("Retry-After", _is_delay, "seconds as digits, or a date", "RFC 9110 10.2.3"),
    "vary": Syntax("Vary", lambda text: _TOKENS.fullmatch(text) is not None, "names of headers", "RFC 9110 12.5.5"),
}
"""The syntax of each header by its name in lower case."""
