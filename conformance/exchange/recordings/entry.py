"""One entry of a recording, checked member by member: what cannot be read costs that entry only."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TypeAlias, TypeVar
from urllib.parse import urljoin, urlsplit

from conformance.model import JsonValue, Recorded

Headers: TypeAlias = tuple[tuple[str, str], ...]

MAX_URL = 8_000
_METHOD = re.compile(r"[A-Za-z]{1,20}")
# A number, or the line that starts an answer with it: `HTTP/1.1 200 OK`.
_STATUS = re.compile(r"(?:HTTP/[0-9.]{1,3} )?([1-9][0-9]{2})(?: [^0-9].{0,99})?")
# What exporters leave where the value of a variable is not in the file.
_VARIABLE = r"\{\{[^{}]{1,200}\}\}"
_SCHEME = re.compile(rf"^{_VARIABLE}(?=://)")
# The start of a URL up to its path, if there is a variable in it.
_PLACE = re.compile(rf"(?:[a-z][a-z0-9+.-]*://)?[^/?#{{}}]*(?:{_VARIABLE}[^/?#{{}}]*)+(?=[/?#]|$)", re.I)
_USER = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.-]*:)?//)[^/?#\\]*@")
_URL = re.compile(f"[^\\s\x00-\x20\x7f\ud800-\udfff]{{1,{MAX_URL}}}")
# What recorders and their filters write in place of a header value, as schemathesis does for `WWW-Authenticate`.
_FILTERED = re.compile(
    r"|[^a-z0-9]{3,}|<[^<>]*>|[^a-z0-9]{0,9}(?:filtered|redacted|removed|masked|hidden|dummy|x{3,})[^a-z0-9]{0,9}", re.I
)
_Value = TypeVar("_Value")
_USUAL, _SWITCHED, _NOT_MODIFIED = 200, 101, 304
_MOVED = frozenset({301, 302, 303, 307, 308})
# From a proxy (407, 511), made up by a log (499), or about a connection that no record describes (the others).
_ON_THE_WAY = frozenset({407, 408, 421, 425, 431, 499, 511})
_CONDITIONS = {
    206: frozenset({"range"}),
    412: frozenset({"if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range"}),
    416: frozenset({"range"}),
}
_HERE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Unusable:
    """An entry of a recording that cannot be judged, and why."""

    place: str
    reason: str
    request: tuple[str, str] | None = field(default=None, compare=False)
    """The method and the URL, where these can be read."""


class EntryError(Exception):
    """Why an entry cannot be used; reveals nothing of its content."""

    def __init__(self, reason: str, request: tuple[str, str] | None = None) -> None:
        super().__init__(reason)
        self.request = request


Entry: TypeAlias = Recorded | Unusable


def read_entries(
    values: Iterable[JsonValue], place: str, read: Callable[[JsonValue, str], Recorded]
) -> Iterator[Entry]:
    """Read entries one by one, numbered from 1 after their common place."""
    for number, value in enumerate(values, start=1):
        yield read_entry(value, f"{place}#{number}", read)


def read_entry(value: _Value, place: str, read: Callable[[_Value, str], Recorded]) -> Entry:
    """Read an entry, or say why it cannot be used."""
    try:
        recorded = read(value, place)
    except EntryError as error:
        return Unusable(place, str(error), error.request)
    reason = None if recorded.status == _USUAL else _of_others(recorded)
    return recorded if reason is None else Unusable(place, reason, (recorded.method, recorded.url))


@contextmanager
def asked(method: str, url: str) -> Iterator[None]:
    """Keep the method and the URL of a request in case its answer turns out to be unusable."""
    try:
        yield
    except EntryError as error:
        raise EntryError(str(error), (method, url)) from None


def _of_others(recorded: Recorded) -> str | None:
    """Say why an answer is not the API's own doing: the client asked for it, or something on the way gave it."""
    code, asked_for = recorded.status, {name.lower() for name, _ in recorded.request_headers}
    if code in _ON_THE_WAY:
        return f"was answered by an intermediary, or depends on the connection ({code})"
    if code in _CONDITIONS and (not asked_for or asked_for & _CONDITIONS[code]):
        return f"is the result of a condition that the client may have set ({code})"
    if code in _MOVED and _is_on_the_way(recorded.url, header(recorded.headers, "location")):
        return f"redirects plain HTTP elsewhere, as intermediaries do ({code})"
    return None


def _is_on_the_way(url: str, location: str) -> bool:
    """Return whether a redirect only leads to HTTPS, or may come from a network that requires a login."""
    try:
        here, there = urlsplit(url.lower()), urlsplit(urljoin(url.lower(), location))
    except ValueError:
        return False
    if here.scheme == "https":
        return False
    if there.scheme == "https" and there.path == here.path and there.hostname and here.query == there.query:
        return here.hostname in (None, there.hostname)
    return bool(here.hostname) and here.hostname not in _HERE and here.hostname != there.hostname


def member(value: JsonValue, *names: str) -> JsonValue:
    """Return the value at nested names; None if there is none."""
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
    """Return the URL of a request over HTTP without user and password, or the path given in its place.

    Where a variable without a value stands in the host, only the path is known.
    """
    if not isinstance(value, str):
        raise EntryError("its request has no URL")
    value = _without_variables(value)
    scheme = value[:20].partition(":")[0].lower() if not value.startswith("/") else "http"
    if scheme in ("ws", "wss"):
        raise EntryError("is a WebSocket, which only starts as HTTP")
    if scheme not in ("http", "https"):
        raise EntryError("is not an HTTP request: its URL has another scheme")
    if not _URL.fullmatch(value):
        raise EntryError("its URL is too long, or has characters that a URL cannot contain")
    try:
        _ = urlsplit(value).port
    except ValueError:
        raise EntryError("its URL is not valid") from None
    return without_user(value)


def _without_variables(url: str) -> str:
    """Return the path and query of a URL with a variable before them; any other URL as it is.

    >>> _without_variables("{{scheme}}://{{host}}:{{port}}/things?a=1"), _without_variables("https://{{host}}")
    ('/things?a=1', '/')
    """
    url = _SCHEME.sub("https", url)
    place = _PLACE.match(url[:MAX_URL])
    if place is None:
        return url
    rest = url[place.end() :]
    return rest if rest.startswith("/") else f"/{rest}"


def without_user(url: str) -> str:
    """Return a URL without the user and password that may stand before its host.

    >>> without_user("https://anna:secret@api.example.com/all?to=@b")
    'https://api.example.com/all?to=@b'
    """
    found = _USER.match(url)
    return url if found is None else found[1] + url[found.end() :]


def status_of(value: JsonValue) -> int:
    """Return the status of an answer, written as a number, as its text, or with its reason phrase."""
    if value in (None, "", 0, "0"):
        raise EntryError("was not answered")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    found = _STATUS.fullmatch(str(value)) if isinstance(value, int | str) else None
    if found is None:
        raise EntryError("its status is not valid")
    status = int(found[1])
    if status == _SWITCHED:
        raise EntryError("is a WebSocket, which only starts as HTTP")
    if status == _NOT_MODIFIED:
        # What is recorded with it is the client's own copy.
        raise EntryError("says only that the client's cached copy is still valid (304)")
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
    """Yield a header, or several: browsers join those of one name with line feeds, which no value can contain.

    Some exporters write numbers as such, and null for a value that they do not have: an empty one, so that
    `is_whole` knows that something is missing.
    """
    if isinstance(value, int | float):
        value = json.dumps(value)
    if not isinstance(name, str) or not isinstance(value, str | None):
        raise EntryError("a header has a name or a value that is not text")
    value = value or ""
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
    """Return whether these are all headers of an answer as sent: a recorder that has none did not keep them."""
    return bool(headers) and not any(map(_is_filtered, headers))


def _is_filtered(line: tuple[str, str]) -> bool:
    name, value = line
    return _FILTERED.fullmatch(value) is not None or (name.lower() == "content-type" and "/" not in value)


def header(headers: Headers, name: str) -> str:
    """Return the first value of a header in lower case; an empty string if there is none."""
    return next((value.lower() for key, value in headers if key.lower() == name), "")


def seconds_of(value: JsonValue) -> float | None:
    """Return a time in seconds since 1970, from an ISO 8601 or HTTP date; None if it is neither."""
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
    """Return a duration in its own unit, written as a number or as its text; 0 if there is none."""
    try:
        number = float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return number if math.isfinite(number) and number > 0 else 0.0
