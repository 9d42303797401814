"""Reads recordings on this machine, without the dependencies of archives."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO

from conformance.contract.load import display
from conformance.exchange.recordings.data import MAX_SIZE
from conformance.exchange.recordings.entry import Entry, Unusable
from conformance.exchange.recordings.importer import Importer
from conformance.exchange.recordings.packing import UNPACKING_ERRORS, packing_of, unpacked
from conformance.exchange.recordings.paths import shown
from conformance.exchange.recordings.recognise import (
    DOCUMENT,
    EMPTY,
    LOG,
    UNKNOWN,
    form_of,
    is_table,
    read_document,
    read_line,
    skip_line,
)
from conformance.exchange.recordings.registry import IMPORTERS
from conformance.model import InputError

IS_EMPTY = "is empty"
NOT_UNPACKED = "the file cannot be unpacked"
REST_NOT_UNPACKED = "the rest of the file cannot be unpacked"


def read_recording(file: Path) -> Iterator[Entry]:
    """Yield the entries of a recording, in their order.

    Raises:
        InputError: It cannot be read, or is not in a known format.
    """
    name = display(file)
    if not file.is_file():
        raise InputError("is not a file", name)
    try:
        yield from _entries(file, name)
    except UNPACKING_ERRORS:
        raise InputError(NOT_UNPACKED, name) from None
    except ImportError as error:
        reason = f"is compressed, which needs {error.name}: pip install 'bolna-conformance[audit]'"
        raise InputError(reason, name) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", name) from None


def _entries(file: Path, name: str) -> Iterator[Entry]:
    with file.open("rb") as opened:
        start = opened.read(4)
    if is_table(start):
        raise InputError("is a Parquet table; logs are read with --map", name)
    packing = packing_of(start)
    with file.open("rb") as opened:
        form = form_of(unpacked(opened, packing))
    if form == EMPTY:
        raise InputError(IS_EMPTY, name)
    if form == LOG:
        raise InputError(UNKNOWN, name)
    with file.open("rb") as opened:
        stream = unpacked(opened, packing)
        if form == DOCUMENT:
            yield from read_document(stream, name, shown(name))
        else:
            yield from _lines(stream, shown(name), IMPORTERS[form])


def _lines(stream: BinaryIO, name: str, importer: Importer) -> Iterator[Entry]:
    for number in count(1):
        place = f"{name}:{number}"
        try:
            line = stream.readline(MAX_SIZE + 1)
            is_whole = len(line) <= MAX_SIZE
            if not is_whole and not line.endswith(b"\n"):
                skip_line(stream)
        except UNPACKING_ERRORS:
            yield Unusable(place, REST_NOT_UNPACKED)
            return
        if not line:
            return
        if not is_whole:
            yield Unusable(place, f"is longer than {MAX_SIZE} bytes")
        elif line.strip():
            yield from read_line(line, importer, place)
