"""One entry of a recording, checked member by member: what cannot be read costs that entry only."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TypeAlias, TypeVar
from urllib.parse import urlsplit

from conformance.model import JsonValue, Recorded

Headers: TypeAlias = tuple[tuple[str, str], ...]

MAX_URL = 8_000
_METHOD = re.compile(r"[A-Za-z]{1,20}")
_STATUS = re.compile(r"[1-9][0-9]{2}")
_URL = re.compile(f"[^\\s\x00-\x20\x7f\ud800-\udfff]{{1,{MAX_URL}}}")
# What schemathesis writes in place of a header whose name sounds like a secret, such as `WWW-Authenticate`.
_FILTERED = "[Filtered]"
_Value = TypeVar("_Value")
_SWITCHED, _NOT_MODIFIED = 101, 304


@dataclass(frozen=True)
class Unusable:
    """An entry of a recording that cannot be judged, and why."""

    place: str
    reason: str


class EntryError(Exception):
    """Why an entry cannot be used; shows nothing of what it holds."""


Entry: TypeAlias = Recorded | Unusable


def read_entries(
    values: Iterable[JsonValue], place: str, read: Callable[[JsonValue, str], Recorded]
) -> Iterator[Entry]:
    """Read entries one by one, counted from 1 behind the place of all of them."""
    for number, value in enumerate(values, start=1):
        yield read_entry(value, f"{place}#{number}", read)


def read_entry(value: _Value, place: str, read: Callable[[_Value, str], Recorded]) -> Entry:
    """Read an entry, or say why it cannot be used."""
    try:
        return read(value, place)
    except EntryError as error:
        return Unusable(place, str(error))


def member(value: JsonValue, *names: str) -> JsonValue:
    """Return what stands under names, one within the other; None where nothing does."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def items(value: JsonValue) -> list[JsonValue]:
    """Return the items of an array; none of anything else."""
    return value if isinstance(value, list) else []


def method_of(value: JsonValue) -> str:
    """Return the method of a request."""
    if not isinstance(value, str) or not _METHOD.fullmatch(value):
        raise EntryError("its request has no method")
    return value.upper()


def url_of(value: JsonValue) -> str:
    """Return the URL of a request over HTTP, or the path that stands in its place."""
    if not isinstance(value, str):
        raise EntryError("its request has no URL")
    scheme = value[:20].partition(":")[0].lower() if not value.startswith("/") else "http"
    if scheme in ("ws", "wss"):
        raise EntryError("is a websocket, which HTTP only begins")
    if scheme not in ("http", "https"):
        raise EntryError("is no request over HTTP: its URL has another scheme")
    if not _URL.fullmatch(value):
        raise EntryError("its URL is longer than is read, or has characters that no URL has")
    try:
        _ = urlsplit(value).port
    except ValueError:
        raise EntryError("its URL is none") from None
    return value


def status_of(value: JsonValue) -> int:
    """Return the status of an answer, written as a number or as its text."""
    if value in (None, "", 0, "0"):
        raise EntryError("was not answered")
    if not isinstance(value, int | str) or not _STATUS.fullmatch(str(value)):
        raise EntryError("its status is none")
    status = int(value)
    if status == _SWITCHED:
        raise EntryError("is a websocket, which HTTP only begins")
    if status == _NOT_MODIFIED:
        # What it is recorded with is the client's own copy, and a client that asked for it is not sent elsewhere.
        raise EntryError("says only that the client's own copy is still good (304)")
    return status


def header_list(value: JsonValue, key: str = "name") -> Headers:
    """Return headers that are written as an array of objects, as HAR does."""
    return tuple(line for each in items(value) for line in header_lines(member(each, key), member(each, "value")))


def header_map(value: JsonValue) -> Headers:
    """Return headers that are written as an object of texts or arrays of texts, as cassettes do."""
    pairs = value.items() if isinstance(value, Mapping) else ()
    return tuple(
        line for name, values in pairs for each in (items(values) or [values]) for line in header_lines(name, each)
    )


def header_lines(name: JsonValue, value: JsonValue) -> Iterator[tuple[str, str]]:
    """Yield a header, or several: browsers join those of one name by line feeds, which no value can hold."""
    if not isinstance(name, str) or not isinstance(value, str):
        raise EntryError("a header has a name or a value that is no text")
    if not name.startswith(":"):  # HTTP/2 writes the status as if it were a header
        yield from ((name, _latin_1(line.strip(" \t\r"))) for line in value.split("\n"))


def _latin_1(text: str) -> str:
    """Return a text as the transport would have read it: one character a byte."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("latin-1")
    return text


def is_whole(headers: Headers) -> bool:
    """Tell whether these are all headers of an answer as it was sent: none at all are those of a poor recorder."""
    return bool(headers) and all(value != _FILTERED for _, value in headers)


def header(headers: Headers, name: str) -> str:
    """Return the first value of a header in lower case; an empty text without one."""
    return next((value.lower() for key, value in headers if key.lower() == name), "")


def seconds_of(value: JsonValue) -> float | None:
    """Return a time in seconds since 1970, from the spellings of ISO 8601 or of HTTP; None where there is no such."""
    if not isinstance(value, str):
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(value)
            return moment.timestamp() if moment.tzinfo else None
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def duration_of(value: JsonValue) -> float:
    """Return a number of seconds or whatever it counts, written as a number or as its text; 0 where there is none."""
    try:
        number = float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return number if math.isfinite(number) and number > 0 else 0.0
