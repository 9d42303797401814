"""Which format a recording is in, told by what it holds and never by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

from conformance.contract.load import display
from conformance.exchange.recordings import har, newman, own, postman, schemathesis_ndjson, vcr
from conformance.exchange.recordings.data import MAX_SIZE, load
from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.paths import shown
from conformance.model import InputError, JsonValue


@dataclass(frozen=True)
class Format:
    """A format, how its document or its first line is known, and how one is read, with the place where it stands."""

    name: str
    matches: Callable[[JsonValue], bool]
    read: Callable[[JsonValue, str], Iterator[Entry]]


DOCUMENTS = tuple(Format(each.NAME, each.matches, each.read) for each in (har, vcr, newman, postman))
"""Formats of which a file is one JSON or YAML document; the first that fits is the one."""
LINES = tuple(Format(each.NAME, each.matches, each.read) for each in (own, schemathesis_ndjson))
"""Formats of which every line of a file is a JSON document: read as they come, and a bad one costs that line only."""
DOCUMENT = "document"
"""The form of a file that has to be read as a whole."""
TABLE = b"PAR1"
"""How a table in Parquet begins."""
MAX_LINE = 64 * 2**20
"""A longer line of an archive is not read into memory as a whole."""
_LOOKED_AT = 2**16
"""Bytes by which an archive is known whose first line is no JSON."""
_CASSETTE = re.compile(rb"(?:http_)?interactions:")


def read_recording(file: Path) -> Iterator[Entry]:
    """Yield the entries of a recording, in their order.

    Raises:
        InputError: It cannot be read, or is in no format that is known.
    """
    name = display(file)
    if not file.is_file():
        raise InputError("is no file", name)
    try:
        with file.open("rb") as stream:
            yield from read_stream(stream, name, shown(name))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", name) from None


def read_stream(stream: BinaryIO, name: str, place: str) -> Iterator[Entry]:
    """Yield the entries of a recording that is open.

    Args:
        stream: Its bytes.
        name: What an error calls it.
        place: What reports call it.

    Raises:
        InputError: It is in no format that is known.
    """
    first = stream.readline(MAX_SIZE + 1)
    if first.startswith(TABLE):
        raise InputError("is a table in Parquet; a log is read with --map", name)
    value = _json(first)
    line_format = _find(LINES, value)
    if line_format is not None:
        yield from line_format.read(value, f"{place}:1")
        yield from _lines(stream, place, line_format)
        return
    content = first + stream.read(MAX_SIZE + 1 - len(first))
    if len(content) > MAX_SIZE:
        raise InputError(f"is larger than {MAX_SIZE} bytes; split it", name)
    document = load(content, name) if value is None else value
    document_format = _find(DOCUMENTS, document)
    if document_format is None:
        known = ", ".join(each.name for each in (*DOCUMENTS, *LINES))
        raise InputError(f"is no recording of a format that is known: {known}; a log is read with --map", name)
    if value is not None and content[len(first) :].strip():
        raise InputError("goes on after the end of its document", name, 2)
    yield from document_format.read(document, place)


def form_of(stream: BinaryIO) -> str | None:
    """Tell by its beginning how an archive is read: DOCUMENT, the name of a format of lines, or None line by line."""
    first = next((line for line in iter(lambda: stream.readline(MAX_LINE + 1), b"") if line.strip()), b"")
    value = _json(first)
    if value is not None:
        # Each line of ours tells by itself what it is.
        line_format = None if own.matches(value) else _find(LINES, value)
        return line_format.name if line_format else DOCUMENT if _find(DOCUMENTS, value) else None
    if len(first) > MAX_LINE:
        return None
    lines = [first, *stream.read(_LOOKED_AT).splitlines()]
    is_json = first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    # A log may begin with a line that was cut off; no line of a document is an object with members by itself.
    is_log = any(isinstance(each, dict) and each for each in map(_json, lines))
    return DOCUMENT if (is_json or any(map(_CASSETTE.match, lines))) and not is_log else None


def read_line(line: bytes, form: str, place: str) -> Iterator[Entry]:
    """Yield the entries in a line of a format of lines, given by its name."""
    value = _json(line)
    if value is None:
        yield Unusable(place, "is no JSON")
        return
    yield from next(each for each in LINES if each.name == form).read(value, place)


def _find(formats: Sequence[Format], value: JsonValue) -> Format | None:
    return next((each for each in formats if each.matches(value)), None)


def _lines(stream: BinaryIO, name: str, line_format: Format) -> Iterator[Entry]:
    for number in count(2):
        place, line = f"{name}:{number}", stream.readline(MAX_SIZE + 1)
        if not line:
            return
        if len(line) > MAX_SIZE:
            _skip(stream, line)
            yield Unusable(place, f"is longer than {MAX_SIZE} bytes")
        elif line.strip():
            yield from read_line(line, line_format.name, place)


def _skip(stream: BinaryIO, part: bytes) -> None:
    """Read past the rest of a line of which a part was read."""
    while part and not part.endswith(b"\n"):
        part = stream.readline(MAX_SIZE)


def _json(line: bytes) -> JsonValue:
    """Return a line as JSON; None for one that is no JSON by itself."""
    try:
        value: JsonValue = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return value
