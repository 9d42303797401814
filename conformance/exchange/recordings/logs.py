"""Logs: an exchange per line of NDJSON or row of Parquet, with a mapping that says which field is which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

import msgspec
import orjson

from conformance.exchange.recordings.body import has_body, kept, refuse_cut, refuse_stand_in
from conformance.exchange.recordings.entry import (
    Entry,
    EntryError,
    Headers,
    Unusable,
    asked,
    header_lines,
    is_whole,
    method_of,
    read_entry,
    status_of,
    url_of,
)
from conformance.exchange.recordings.formats import har, own
from conformance.exchange.recordings.recognise import MAX_LINE
from conformance.exchange.recordings.recognise import read_line as read_known_line
from conformance.model import Aspect, InputError, JsonValue, Recorded

Fields: TypeAlias = Mapping[str, Any]
Body: TypeAlias = Callable[[Any], tuple[bytes, set[Aspect]]]
"""Reads the field of a body: its bytes, and what they show of it."""
NAMES = ("path", "status", "body", "method", "headers", "time", "request_headers")
"""What a mapping may locate; the first three are required."""
_NEEDED = NAMES[:3]
_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
# From here on a number of seconds would be in the year 5138: it counts milliseconds, microseconds or nanoseconds.
_TOO_LATE = 10**11
_UNITS = (1, 10**3, 10**6, 10**9)


def read_mapping(text: str) -> dict[str, str]:
    """Return the fields of a log by our names for them; dots in a field lead into objects.

    Raises:
        InputError: It has a name that is not known, or lacks one that every exchange needs.

    >>> read_mapping("path=url,status=http.status,body=answer")
    {'path': 'url', 'status': 'http.status', 'body': 'answer'}
    """
    pairs = [part.partition("=") for part in text.split(",")]
    mapping = {name.strip(): place.strip() for name, _, place in pairs}
    wrong = [name for name in mapping if name not in NAMES or not mapping[name]]
    missing = [name for name in _NEEDED if name not in mapping]
    if wrong or missing:
        listed = ",".join(f"{name}=…" for name in _NEEDED)
        raise InputError(f"--map {text!r} must read {listed} and may add {', '.join(NAMES[3:])}")
    return mapping


def read_line(line: bytes, mapping: Mapping[str, str], place: str) -> Iterator[Entry]:
    """Yield the entries in a line, be it mapped, an entry of a HAR, or of a recording of ours."""
    try:
        fields = fields_of(line)
    except EntryError as error:
        yield Unusable(place, str(error))
        return
    if own.matches(fields):
        yield from read_known_line(line, own.IMPORTER, place)
    elif is_mapped(fields, mapping):
        yield read_entry(fields, place, partial(_recorded, mapping=mapping, read=_body_in_line))
    else:
        yield read_entry(fields, place, _of_har)


def fields_of(line: bytes) -> Fields:
    """Return the members of an object in a line, not yet parsed."""
    if len(line) > MAX_LINE:
        raise EntryError("the line is too long")
    try:
        return _fields(line.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, RecursionError):
        raise EntryError("the line is not a JSON object") from None


def is_mapped(fields: Fields, mapping: Mapping[str, str]) -> bool:
    """Return whether the mapping describes a record, rather than the record itself."""
    is_entry = own.matches(fields) or {"request", "response"} <= fields.keys()
    return not is_entry or mapping["path"].partition(".")[0] in fields


def has(fields: Any, path: str) -> bool:
    """Return whether there is anything at a path of names, even null."""
    parent, _, name = path.rpartition(".")
    try:
        found = _at(fields, parent) if parent else fields
        found = _value(found)
    except EntryError:
        return False
    return isinstance(found, Mapping) and name in found


def read_row(row: Fields, mapping: Mapping[str, str], place: str) -> Entry:
    """Return the entry of a row."""
    return read_entry(row, place, partial(_recorded, mapping=mapping, read=_body_in_row))


def _of_har(fields: Fields, place: str) -> Recorded:
    return har.entry_of({name: _value(raw) for name, raw in fields.items()}, place)


def _body_in_row(body: Any) -> tuple[bytes, set[Aspect]]:
    if isinstance(body, bytes):
        return body, {Aspect.TEXT, Aspect.BYTES}
    if isinstance(body, str):
        return _encoded(body), {Aspect.TEXT}
    if body is None:
        raise EntryError("the record holds no body")
    return orjson.dumps(body, default=str), set()


def _body_in_line(body: Any) -> tuple[bytes, set[Aspect]]:
    """Return the body in a line: a text, or a value that has been read already."""
    raw = bytes(body) if body is not None else b"null"
    if raw == b"null":
        raise EntryError("the line holds no body")
    if not raw.startswith(b'"'):
        return raw, set()
    return _encoded(_value(body)), {Aspect.TEXT}


def _encoded(text: Any) -> bytes:
    try:
        return str(text).encode()
    except UnicodeEncodeError:
        raise EntryError("the body is not valid Unicode") from None


def _recorded(fields: Fields, place: str, mapping: Mapping[str, str], read: Body) -> Recorded:
    values = {name: _value(_at(fields, mapping[name])) for name in mapping if name != "body"}
    url, method, headers = url_of(values["path"]), method_of(values.get("method") or "GET"), values.get("headers")
    status = status_of(_whole(values["status"]))
    lines = _headers(headers)
    body, shown = b"", {Aspect.TEXT}
    if has_body(method, status):
        with asked(method, url):
            body, shown = read(_at(fields, mapping["body"]))
            body = _sound(body, lines, is_kept=bool(shown))
    return Recorded(
        place=place,
        method=method,
        url=url,
        status=status,
        headers=lines,
        body=body,
        shows=frozenset({*shown, Aspect.OCCURRENCE, *({Aspect.HEADERS} if _are_all(lines) else ())}),
        request_headers=_headers(values.get("request_headers")),
        received=_time(values.get("time")),
    )


def _sound(body: bytes, headers: Headers, *, is_kept: bool) -> bytes:
    """Return a body that a log kept in full; one that was read as a value has lost its own length."""
    if not is_kept:
        refuse_stand_in(body, headers)
        return body
    body = kept(body, headers)
    refuse_cut(body, headers)
    return body


def _are_all(headers: Headers) -> bool:
    """Return whether a log kept all headers and not a selection: then these two are among them."""
    return is_whole(headers) and {"date", "content-type"} <= {name.lower() for name, _ in headers}


def _at(fields: Any, path: str) -> Any:
    """Return the value at a path of names; None if there is none."""
    value: Any = fields
    for name in path.split("."):
        value = _value(value)
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _value(raw: Any) -> Any:
    if not isinstance(raw, msgspec.Raw):
        return raw
    try:
        return orjson.loads(bytes(raw))
    except ValueError:
        raise EntryError("the line is not valid JSON") from None


def _whole(value: JsonValue) -> JsonValue:
    """Return a status as a number without a fraction: a column that may be empty often has fractions."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _headers(value: JsonValue) -> Headers:
    """Read headers from an object, from pairs, or from objects with a name and a value; also from a text of these."""
    if isinstance(value, str):
        try:
            value = orjson.loads(value)
        except ValueError:
            raise EntryError("the headers are not valid JSON") from None
    if value is None:
        return ()
    items: list[Any] = [*value.items()] if isinstance(value, Mapping) else value if isinstance(value, list) else [0]
    pairs: list[Any] = [(each.get("name"), each.get("value")) if isinstance(each, Mapping) else each for each in items]
    if not all(isinstance(each, tuple | list) and len(each) == 2 and isinstance(each[0], str) for each in pairs):
        raise EntryError("the headers are neither an object nor pairs")
    flat = [(name, text) for name, texts in pairs for text in (texts if isinstance(texts, list) else [texts])]
    return tuple(line for name, text in flat if text is not None for line in header_lines(name, str(text)))


def _time(value: JsonValue) -> float | None:
    """Return a time in seconds since 1970; None if the log has none that is certain."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = next((value / unit for unit in _UNITS if value < _TOO_LATE * unit), None)
        return seconds if seconds is not None and seconds >= 0 else None
    try:
        when = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    seconds = when.timestamp() if isinstance(when, datetime) and when.tzinfo is not None else -1.0
    return seconds if seconds >= 0 else None
