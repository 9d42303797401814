"""Decides which format a file is in, by its content and never by its name; nothing else does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from conformance.exchange.recordings.data import MAX_SIZE, load
from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.importer import Importer, Parts
from conformance.exchange.recordings.packing import UNPACKING_ERRORS
from conformance.exchange.recordings.registry import IMPORTERS, importer_of
from conformance.model import InputError, JsonValue

EMPTY, DOCUMENT, LOG, TABLE = "empty", "document", "log", "table"
"""The forms of files beside those that are read line by line, each of which has the name of its format.

A document has to be read as a whole before its format is known; a log and a table take a mapping.
"""
MAX_LINE = 64 * 2**20
"""A longer line of an archive is not read into memory as a whole."""
_TABLE = b"PAR1"
"""How a table in Parquet begins."""
_MARK = b"\xef\xbb\xbf"
_LOOKED_AT = 2**16
"""The bytes after the first line that are looked at if the first line does not suffice."""
_NAMES = ", ".join(IMPORTERS)
UNKNOWN = f"is not a recording in a known format: {_NAMES}; logs are read with --map"


def is_table(start: bytes) -> bool:
    """Return whether a file with these first bytes is a Parquet table."""
    return start.startswith(_TABLE)


def form_of(stream: BinaryIO) -> str:
    """Return the form of a file by its beginning."""
    first = next((line for line in iter(lambda: stream.readline(MAX_LINE + 1), b"") if line.strip()), b"")
    if not first.removeprefix(_MARK).strip():
        return EMPTY
    value = _json(first)
    if isinstance(value, dict) and value:
        return _form_by(value)
    is_whole = len(first) <= MAX_LINE or first.endswith(b"\n")
    if not is_whole:
        skip_line(stream)
    rest = _following(stream)
    # What is looked at may end within a token, but no token of JSON continues on the next line.
    whole = first + (rest if len(rest) < _LOOKED_AT else rest[: rest.rfind(b"\n") + 1])
    if value is None and is_whole and _begins_document(whole):
        return DOCUMENT
    records = (each for each in map(_record, rest.splitlines()) if isinstance(each, dict) and each)
    return next(map(_form_by, records), DOCUMENT)


def _form_by(record: JsonValue) -> str:
    """Return the form of a file by the first object on a line of its own."""
    importer = importer_of(record)
    if importer is None:
        return LOG
    return DOCUMENT if importer.parts is Parts.WHOLE else importer.name


def _following(stream: BinaryIO) -> bytes:
    """Return the bytes that follow, up to a limit, or to the first that cannot be decompressed."""
    found = b""
    with suppress(*UNPACKING_ERRORS):
        while len(found) < _LOOKED_AT and (part := stream.readline(_LOOKED_AT)):
            found += part
    return found


def _begins_document(text: bytes) -> bool:
    """Return whether a text begins a JSON document: a truncated record does not continue like one."""
    if not text.removeprefix(_MARK).lstrip().startswith((b"{", b"[")):
        return False
    try:
        json.loads(text.decode("utf-8-sig").rstrip())
    except json.JSONDecodeError as error:
        return error.msg == "Extra data" or error.pos >= len(error.doc)
    except UnicodeDecodeError:
        return False
    except (ValueError, RecursionError):
        pass  # it cannot be read, and the reader says why
    return True


def _record(line: bytes) -> JsonValue:
    """Return a line as a record of a log; what is indented belongs to a document, such as a body in a cassette."""
    return _json(line) if line.startswith(b"{") else None


def read_document(stream: BinaryIO, name: str, place: str) -> Iterator[Entry]:
    """Yield the entries of a file that makes sense only as a whole.

    Args:
        stream: Its bytes.
        name: What an error calls it.
        place: What reports call it.

    Raises:
        InputError: It is too large, malformed, or not in a known format.
    """
    content = stream.read(MAX_SIZE + 1)
    if len(content) > MAX_SIZE:
        raise InputError(f"is larger than {MAX_SIZE} bytes; split it", name)
    document = load(content, name)
    importer = importer_of(document)
    if importer is None or importer.parts is not Parts.WHOLE:
        raise InputError(UNKNOWN, name)
    yield from importer.read(document, place)


def read_line(line: bytes, importer: Importer, place: str) -> Iterator[Entry]:
    """Yield the entries in a line of a format of lines."""
    value = _json(line)
    if value is None:
        yield Unusable(place, "is not valid JSON")
        return
    yield from importer.read(value, place)


def skip_line(stream: BinaryIO) -> int:
    """Read to the end of a line; return how many bytes that was."""
    length = 0
    while part := stream.readline(2**20):
        length += len(part)
        if part.endswith(b"\n"):
            break
    return length


def _json(line: bytes) -> JsonValue:
    """Return a line as JSON; None if it is not JSON on its own."""
    try:
        value: JsonValue = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return value
