"""The entries of a part of an archive, in any form of file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from conformance.exchange.recordings import logs
from conformance.exchange.recordings.entry import Entry, EntryError, Unusable
from conformance.exchange.recordings.files import IS_EMPTY, NOT_UNPACKED
from conformance.exchange.recordings.packing import UNPACKING_ERRORS
from conformance.exchange.recordings.paths import shown
from conformance.exchange.recordings.recognise import DOCUMENT, LOG, TABLE, read_document, read_line
from conformance.exchange.recordings.registry import IMPORTERS
from conformance.exchange.recordings.shards import (
    DamagedError,
    Shard,
    columns_of,
    lines_of,
    opened,
    records_of,
    shards_of,
)
from conformance.exchange.redaction import safe_text
from conformance.model import InputError

_FILES, _RECORDS = 20, 100
"""How many files, and records of each, are looked at before a mapping is refused."""
_LISTED = 20


def read_shard(shard: Shard, mapping: Mapping[str, str]) -> Iterator[tuple[int, Entry]]:
    """Yield every entry of a shard with its number; a bad one costs only itself.

    Raises:
        InputError: The file can no longer be read.
    """
    try:
        yield from _entries(shard, mapping)
    except DamagedError as error:
        yield error.at, Unusable(f"{shard.shown}@{error.at}", str(error))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or type(error).__name__}", shard.shown) from None


def read_logs(files: Iterable[Path], mapping: str) -> Iterator[Entry]:
    """Yield the entries of files of which some are logs.

    Raises:
        InputError: The mapping cannot be used, or a file cannot be read.
    """
    places = logs.read_mapping(mapping)
    paths = [str(file) for file in files]
    shards = shards_of(paths)
    if not shards:
        raise is_empty(paths)
    refuse_lost(shards, places)
    for shard in shards:
        yield from (entry for _, entry in read_shard(shard, places))


def is_empty(paths: Iterable[str]) -> InputError:
    """Return the error for files that are all empty."""
    return InputError(IS_EMPTY, ", ".join(map(shown, paths)))


def _entries(shard: Shard, mapping: Mapping[str, str]) -> Iterator[tuple[int, Entry]]:
    if shard.form == DOCUMENT:
        yield from _document(shard)
    elif shard.form == TABLE:
        for number, row in records_of(shard, _tops(mapping)):
            yield number, logs.read_row(row, mapping, f"{shard.shown}@{number}")
    else:
        for number, line in lines_of(shard):
            place = f"{shard.shown}@{number}"
            is_log = shard.form == LOG
            found = logs.read_line(line, mapping, place) if is_log else read_line(line, IMPORTERS[shard.form], place)
            yield from ((number, entry) for entry in found)


def _document(shard: Shard) -> Iterator[tuple[int, Entry]]:
    """Read a file that makes sense only as a whole."""
    try:
        with opened(shard.name, shard.packing) as stream:
            yield from enumerate(read_document(stream, shard.shown, shard.shown), start=1)
    except UNPACKING_ERRORS:
        yield 0, Unusable(shard.shown, NOT_UNPACKED)
    except InputError as error:
        yield 0, Unusable(shard.shown if error.line is None else f"{shard.shown}:{error.line}", error.reason)


def _tops(mapping: Mapping[str, str]) -> list[str]:
    return sorted({place.partition(".")[0] for place in mapping.values()})


def refuse_lost(shards: Sequence[Shard], mapping: Mapping[str, str]) -> None:
    """Refuse a mapping with fields that no record of the logs has, before hours are spent on it.

    Raises:
        InputError: It has one; the message lists the fields of the records.
    """
    first = {shard.source: shard for shard in reversed(shards) if shard.form in (LOG, TABLE)}
    lost, seen = set(mapping), None
    for shard in islice(reversed(first.values()), _FILES):
        for record in islice(_records(shard, mapping), _RECORDS):
            seen = seen or (shard, record)
            lost = {name for name in lost if not logs.has(record, mapping[name])}
            if not lost:
                return
    if seen is not None:
        shard, record = seen
        known = ", ".join(islice(map(safe_text, columns_of(shard) if shard.form == TABLE else record), _LISTED))
        listed = ", ".join(f"{name}={mapping[name]}" for name in logs.NAMES if name in lost)
        message = f"no record has the fields that --map names ({listed}); its fields are {known}: correct --map"
        raise InputError(message, shard.shown)


def _records(shard: Shard, mapping: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """Yield the records that a mapping is for."""
    try:
        if shard.form == TABLE:
            yield from (row for _, row in records_of(shard, _tops(mapping)))
            return
        for _, line in lines_of(shard):
            yield from (fields for fields in _fields(line) if logs.is_mapped(fields, mapping))
    except (DamagedError, OSError):
        return  # reported when it is read


def _fields(line: bytes) -> Iterable[Mapping[str, Any]]:
    try:
        return [logs.fields_of(line)]
    except EntryError:
        return []
