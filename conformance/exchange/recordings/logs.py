"""Plain logs as recorded exchanges: a line of NDJSON or a row of Parquet each, with a mapping of what stands where."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import msgspec
import orjson

from conformance.exchange.recordings.shards import MAX_LINE, DamagedError, Shard, lines_of, records_of
from conformance.model import Aspect, InputError, JsonValue, Recorded

Headers: TypeAlias = tuple[tuple[str, str], ...]
NAMES = ("path", "status", "body", "method", "headers", "time", "request_headers")
"""What a mapping may tell the place of; the first three it has to."""
_NEEDED = NAMES[:3]
_HAR = {
    "path": "request.url",
    "method": "request.method",
    "request_headers": "request.headers",
    "status": "response.status",
    "headers": "response.headers",
    "time": "startedDateTime",
}
_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
# From here on a number of seconds would lie in the year 5138: it counts milliseconds.
_MILLISECONDS = 10**11


class UnusableError(ValueError):
    """A record that no exchange can be read from; says why."""


@dataclass(frozen=True)
class Unusable:
    """A line or row that is left out, and why."""

    place: str
    reason: str


def read_mapping(text: str) -> dict[str, str]:
    """Return where a log has what, by our names for it; the names of the log may lead into objects by dots.

    Raises:
        InputError: It names something that no log tells, or lacks what every exchange needs.

    >>> read_mapping("path=url,status=http.status,body=answer")
    {'path': 'url', 'status': 'http.status', 'body': 'answer'}
    """
    pairs = [part.partition("=") for part in text.split(",")]
    mapping = {name.strip(): place.strip() for name, _, place in pairs}
    wrong = [name for name in mapping if name not in NAMES or not mapping[name]]
    missing = [name for name in _NEEDED if name not in mapping]
    if wrong or missing:
        listed = ",".join(f"{name}=…" for name in _NEEDED)
        raise InputError(f"--map {text!r} has to read {listed} and may add {', '.join(NAMES[3:])}")
    return mapping


def read_shard(shard: Shard, mapping: Mapping[str, str]) -> Iterator[tuple[int, Recorded | Unusable]]:
    """Yield every record of a shard with its number; a bad one costs that one only."""
    columns = sorted({place.partition(".")[0] for place in mapping.values()})
    records: Iterator[tuple[int, Any]] = lines_of(shard) if shard.group is None else records_of(shard, columns)
    read: Callable[[Any, Mapping[str, str], str], Recorded] = _of_line if shard.group is None else _of_row
    number = shard.start
    try:
        for number, record in records:
            place = f"{shard.name}@{number}"
            try:
                yield number, read(record, mapping, place)
            except UnusableError as error:
                yield number, Unusable(place, str(error))
    except DamagedError:
        yield number, Unusable(f"{shard.name}@{number}", "the rest of the file cannot be unpacked")


def _of_line(line: bytes, mapping: Mapping[str, str], place: str) -> Recorded:
    if len(line) > MAX_LINE:
        raise UnusableError("the line is too long")
    try:
        fields: Mapping[str, Any] = _fields(line)
    except msgspec.MsgspecError:
        raise UnusableError("the line is no JSON object") from None
    if {"request", "response"} <= fields.keys() and "path" not in fields:
        return _of_entry(fields, place)
    body = _at(fields, mapping["body"])
    return _recorded(fields, mapping, place, *_raw_body(body))


def _of_entry(fields: Mapping[str, Any], place: str) -> Recorded:
    """Read an entry of a HAR, as it stands in a line of our own recordings."""
    content = _value(_at(fields, "response.content"))
    text = content.get("text") if isinstance(content, Mapping) else None
    if not isinstance(text, str):
        raise UnusableError("the entry holds no body")
    if content.get("encoding") != "base64":
        return _recorded(fields, _HAR, place, _encoded(text), {Aspect.TEXT})
    try:
        return _recorded(fields, _HAR, place, base64.b64decode(text, validate=True), {Aspect.TEXT, Aspect.BYTES})
    except (binascii.Error, ValueError):
        raise UnusableError("the body is no base64") from None


def _of_row(row: Mapping[str, Any], mapping: Mapping[str, str], place: str) -> Recorded:
    body = _at(row, mapping["body"])
    if isinstance(body, bytes):
        return _recorded(row, mapping, place, body, {Aspect.TEXT, Aspect.BYTES})
    if isinstance(body, str):
        return _recorded(row, mapping, place, _encoded(body), {Aspect.TEXT})
    if body is None:
        raise UnusableError("the record holds no body")
    return _recorded(row, mapping, place, orjson.dumps(body, default=str), set())


def _raw_body(body: Any) -> tuple[bytes, set[Aspect]]:
    """Return the body in a line: a text, or a value that has been read already."""
    raw = bytes(body) if body is not None else b"null"
    if raw == b"null":
        raise UnusableError("the line holds no body")
    if not raw.startswith(b'"'):
        return raw, set()
    return _encoded(_value(body)), {Aspect.TEXT}


def _encoded(text: Any) -> bytes:
    try:
        return str(text).encode()
    except UnicodeEncodeError:
        raise UnusableError("the body is no Unicode") from None


def _recorded(
    fields: Mapping[str, Any], mapping: Mapping[str, str], place: str, body: bytes, shows: set[Aspect]
) -> Recorded:
    told = {name: _value(_at(fields, mapping[name])) for name in mapping if name != "body"}
    url, headers = told["path"], told.get("headers")
    if not isinstance(url, str) or not url.startswith(("/", "http://", "https://")):
        raise UnusableError("the path is no path or URL")
    method = told.get("method") or "GET"
    if not isinstance(method, str):
        raise UnusableError("the method is no text")
    return Recorded(
        place=place,
        method=method,
        url=url,
        status=_status(told["status"]),
        headers=_headers(headers),
        body=body,
        shows=frozenset({*shows, Aspect.OCCURRENCE, *({Aspect.HEADERS} if headers is not None else ())}),
        request_headers=_headers(told.get("request_headers")),
        received=_time(told.get("time")),
    )


def _at(fields: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a path of names; None where nothing does."""
    value: Any = fields
    for name in path.split("."):
        value = _value(value) if isinstance(value, msgspec.Raw) else value
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _value(raw: Any) -> Any:
    if not isinstance(raw, msgspec.Raw):
        return raw
    try:
        return orjson.loads(bytes(raw))
    except ValueError:
        raise UnusableError("the line is no sound JSON") from None


def _status(value: JsonValue) -> int:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdecimal() and 100 <= int(text[:4]) <= 599):
        raise UnusableError("the status is none of HTTP's")
    return int(text)


def _headers(value: JsonValue) -> Headers:
    """Read headers from an object, from pairs, or from objects with a name and a value; also from a text of these."""
    if isinstance(value, str):
        try:
            value = orjson.loads(value)
        except ValueError:
            raise UnusableError("the headers are no JSON") from None
    if value is None:
        return ()
    items: list[Any] = [*value.items()] if isinstance(value, Mapping) else value if isinstance(value, list) else [0]
    pairs: list[Any] = [(each.get("name"), each.get("value")) if isinstance(each, Mapping) else each for each in items]
    if not all(isinstance(each, tuple | list) and len(each) == 2 and isinstance(each[0], str) for each in pairs):
        raise UnusableError("the headers are neither an object nor pairs")
    flat = [(name, text) for name, texts in pairs for text in (texts if isinstance(texts, list) else [texts])]
    return tuple((name, str(text)) for name, text in flat if text is not None)


def _time(value: JsonValue) -> float | None:
    """Return a time in seconds since 1970; None where the log tells none that is sure."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value / 1_000 if value >= _MILLISECONDS else float(value)
    try:
        when = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return when.timestamp() if isinstance(when, datetime) and when.tzinfo is not None else None
