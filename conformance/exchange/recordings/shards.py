"""Archives in parts that can each be read on their own: ranges of bytes, row groups, or a file as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec

from conformance.exchange.recordings.files import REST_NOT_UNPACKED
from conformance.exchange.recordings.importer import Parts
from conformance.exchange.recordings.packing import UNPACKING_ERRORS, packing_of, unpacked
from conformance.exchange.recordings.paths import shown
from conformance.exchange.recordings.recognise import (
    DOCUMENT,
    EMPTY,
    LOG,
    MAX_LINE,
    TABLE,
    form_of,
    is_table,
    skip_line,
)
from conformance.exchange.recordings.registry import IMPORTERS
from conformance.model import InputError

_SIZE = 256 * 2**20
"""Large enough that the first examples, which each part looks for on its own, cost little beside the rest."""
_ROWS = 256
"""Rows of a table that are in memory as Python values at one time."""


class DamagedError(ValueError):
    """A file cannot be read beyond the position given."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.at = at


@dataclass(frozen=True)
class Shard:
    """A part of a file: the lines that start in a range of bytes, a row group, or the whole of it."""

    source: int
    """The number of the file among all that were given."""
    name: str
    start: int
    stop: int
    """The size of the part in bytes is the difference; a packed file is read to its end."""
    packing: str | None = None
    group: int | None = None
    """The number of the row group, in a table."""
    form: str = LOG
    """How it is read, as its beginning shows; lines that identify themselves may be in a log."""
    version: str = ""
    """What distinguishes the file from a later one of the same name."""
    shown: str = ""
    """What reports call the file."""


def shards_of(paths: Sequence[str], size: int = _SIZE) -> list[Shard]:
    """Return the parts of all files that some paths, folders, patterns or addresses name, in a stable order.

    Raises:
        InputError: A path names nothing, or cannot be read.
    """
    found = {name: version for path in paths for name, version in _files(path)}
    return [
        shard for source, (name, version) in enumerate(found.items()) for shard in _parts(source, name, version, size)
    ]


def _files(path: str) -> list[tuple[str, str]]:
    """Return the files that a path names, each with its version."""
    is_remote = "://" in path
    try:
        system, place = fsspec.core.url_to_fs(path)
        if not path:
            raise InputError("a path is empty (a missing variable?)")
        found = system.find(place) if system.isdir(place) else filter(system.isfile, system.glob(place))
        files = sorted(each for each in found if not each.rpartition("/")[2].startswith("."))
        names = [str(system.unstrip_protocol(each)) if is_remote else str(Path(each).resolve()) for each in files]
        versions = [system.ukey(each) for each in (files if is_remote else names)]
    except (ImportError, OSError, ValueError) as error:
        # The text of a remote error may repeat the address with its credentials.
        is_shown = isinstance(error, ImportError) or not is_remote
        reason = str(error) if is_shown else f"an error of type {type(error).__name__}"
        raise InputError(f"cannot be read: {reason}", shown(path)) from None
    if not names:
        raise InputError("there is no such file, and none in such a folder or for such a pattern", shown(path))
    return [*zip(names, versions, strict=True)]


def _parts(source: int, name: str, version: str, size: int) -> list[Shard]:
    known: dict[str, Any] = {"version": version, "shown": shown(name)}
    try:
        with fsspec.open(name, "rb") as file:
            start = file.read(4)
            end = file.seek(0, 2)
            if is_table(start):
                return [Shard(source, name, *part, form=TABLE, **known) for part in _groups(file, end)]
        packing = packing_of(start)
        form = _form(name, packing)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or type(error).__name__}", known["shown"]) from None
    if form == EMPTY:
        return []
    if packing is not None or form == DOCUMENT:
        return [Shard(source, name, 0, end, packing, form=form, **known)]
    return [Shard(source, name, at, min(at + size, end), form=form, **known) for at in range(0, end, size)]


def _form(name: str, packing: str | None) -> str:
    try:
        with opened(name, packing) as file:
            form = form_of(file)
    except UNPACKING_ERRORS:
        return DOCUMENT  # if not even its beginning can be decompressed, that is reported when it is read
    return LOG if form in IMPORTERS and IMPORTERS[form].parts is Parts.ANY_LINES else form


@contextmanager
def opened(name: str, packing: str | None) -> Iterator[Any]:
    """Open a local or remote file to read its decompressed bytes."""
    with fsspec.open(name, "rb") as file:
        yield unpacked(file, packing)


def _groups(file: Any, end: int) -> Iterator[tuple[int, int, None, int]]:
    from pyarrow import ArrowException, parquet  # noqa: PLC0415 - few archives are tables, and it takes long to load

    file.seek(0)
    try:
        data = parquet.ParquetFile(file).metadata
    except (ArrowException, OSError):
        yield 0, end, None, 0  # reported when it is read
        return
    first = 0
    for group in range(data.num_row_groups):
        size = data.row_group(group).total_byte_size
        yield first, first + size, None, group
        first += size


def lines_of(shard: Shard) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that start in a shard, each with the byte at which it starts; blank ones are skipped.

    Raises:
        DamagedError: The rest cannot be unpacked.
    """
    after = shard.start
    try:
        for at, length, line in _lines(shard):
            after = at + length
            if line.strip():
                yield at, line
    except UNPACKING_ERRORS:
        raise DamagedError(REST_NOT_UNPACKED, after) from None


def _lines(shard: Shard) -> Iterator[tuple[int, int, bytes]]:
    with opened(shard.name, shard.packing) as file:
        at = shard.start
        if at:
            # A line that has begun already belongs to the shard before.
            file.seek(at - 1)
            at += skip_line(file) - 1
        while shard.packing is not None or at < shard.stop:
            line = file.readline(MAX_LINE + 1)
            if not line:
                return
            length = len(line) + (skip_line(file) if len(line) > MAX_LINE and not line.endswith(b"\n") else 0)
            yield at, length, line
            at += length


def records_of(shard: Shard, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a row group, each with its number in the file.

    Raises:
        DamagedError: The row group cannot be read.
    """
    from pyarrow import ArrowException, parquet  # noqa: PLC0415 - few archives are tables, and it takes long to load

    assert shard.group is not None
    at = 0
    with fsspec.open(shard.name, "rb") as file:
        try:
            table = parquet.ParquetFile(file)
            at = sum(table.metadata.row_group(group).num_rows for group in range(shard.group))
            known = [each for each in columns if each in table.schema_arrow.names]
            for rows in table.iter_batches(_ROWS, [shard.group], known):
                for row in rows.to_pylist():
                    yield at, row
                    at += 1
        except (ArrowException, OSError):
            raise DamagedError("the table, or the rest of a row group, cannot be read", at) from None


def columns_of(shard: Shard) -> list[str]:
    """Return the names of the columns of a table."""
    from pyarrow import parquet  # noqa: PLC0415 - few archives are tables, and it takes long to load

    with fsspec.open(shard.name, "rb") as file:
        return list(parquet.ParquetFile(file).schema_arrow.names)
