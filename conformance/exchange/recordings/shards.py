"""Archives in parts that can be read each by itself: ranges of bytes, row groups, or a packed file as a whole."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import fsspec
import zstandard

from conformance.model import InputError

MAX_LINE = 64 * 2**20
"""A longer line is not read into memory as a whole."""
_SIZE = 256 * 2**20
"""Large enough that the first examples, which each part looks for by itself, cost little beside the rest."""
_PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_TABLE = b"PAR1"
_ROWS = 256
"""Rows of a table that are in memory as Python values at one time."""


class DamagedError(ValueError):
    """A packed file that cannot be unpacked to its end."""


@dataclass(frozen=True)
class Shard:
    """A part of a file: the lines that start in a range of bytes, or a row group."""

    source: int
    """The number of the file among all that were given."""
    name: str
    start: int
    stop: int
    """The size of the part in bytes is the difference; a packed file is read to its end."""
    packing: str | None = None
    group: int | None = None
    """The number of the row group, in a table."""


def shards_of(paths: Sequence[str], size: int = _SIZE) -> list[Shard]:
    """Return the parts of all files that some paths, folders, patterns or addresses name, in a stable order.

    Raises:
        InputError: A path names nothing, or cannot be read.
    """
    names = list(dict.fromkeys(name for path in paths for name in _files(path)))
    return [shard for source, name in enumerate(names) for shard in _parts(source, name, size)]


def _files(path: str) -> list[str]:
    try:
        system, place = fsspec.core.url_to_fs(path)
        found = system.find(place) if system.isdir(place) else system.glob(place)
        files = sorted(each for each in found if not each.rpartition("/")[2].startswith("."))
    except (ImportError, OSError, ValueError) as error:
        raise InputError(f"cannot be read: {error}", path) from None
    if not files:
        raise InputError("there is no such file", path)
    is_elsewhere = "://" in path
    return [str(system.unstrip_protocol(each)) if is_elsewhere else str(each) for each in files]


def _parts(source: int, name: str, size: int) -> list[Shard]:
    try:
        with fsspec.open(name, "rb") as file:
            start = file.read(4)
            end = file.seek(0, 2)
            if start == _TABLE:
                file.seek(0)
                return _groups(source, name, file)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", name) from None
    packing = next((kind for magic, kind in _PACKED.items() if start.startswith(magic)), None)
    if packing is not None:
        return [Shard(source, name, 0, end, packing)]
    return [Shard(source, name, at, min(at + size, end)) for at in range(0, end, size)]


def _groups(source: int, name: str, file: Any) -> list[Shard]:
    from pyarrow import ArrowException, parquet  # noqa: PLC0415 - few archives are tables, and it takes long to load

    try:
        data = parquet.ParquetFile(file).metadata
    except (ArrowException, OSError) as error:
        raise InputError(f"is no sound Parquet file: {error}", name) from None
    shards, first = [], 0
    for group in range(data.num_row_groups):
        rows = data.row_group(group)
        shards.append(Shard(source, name, first, first + rows.total_byte_size, group=group))
        first += rows.total_byte_size
    return shards


@contextmanager
def _opened(shard: Shard) -> Iterator[Any]:
    """Open a file as it is when it is unpacked."""
    with fsspec.open(shard.name, "rb") as file:
        if shard.packing == "gzip":
            yield gzip.GzipFile(fileobj=file)
        elif shard.packing == "zstd":
            # A file to which was added has several frames.
            unpacked: Any = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
            yield io.BufferedReader(unpacked)
        else:
            yield file


def lines_of(shard: Shard) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that start in a shard, each with the byte at which it starts; blank ones are none.

    Raises:
        DamagedError: The rest cannot be unpacked.
    """
    try:
        yield from _lines(shard)
    except (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError):
        raise DamagedError from None


def _lines(shard: Shard) -> Iterator[tuple[int, bytes]]:
    with _opened(shard) as file:
        at = shard.start
        if at:
            # The line that is under way belongs to the shard before.
            file.seek(at - 1)
            at += _skip(file) - 1
        while shard.packing is not None or at < shard.stop:
            line = file.readline(MAX_LINE + 1)
            if not line:
                return
            length = len(line) + (_skip(file) if len(line) > MAX_LINE and not line.endswith(b"\n") else 0)
            if line.strip():
                yield at, line
            at += length


def _skip(file: Any) -> int:
    """Read to the end of a line; return how many bytes that was."""
    length = 0
    while line := file.readline(2**20):
        length += len(line)
        if line.endswith(b"\n"):
            break
    return length


def records_of(shard: Shard, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a row group, each with its number in the file."""
    from pyarrow import parquet  # noqa: PLC0415 - few archives are tables, and it takes long to load

    assert shard.group is not None
    with fsspec.open(shard.name, "rb") as opened:
        file = parquet.ParquetFile(opened)
        at = sum(file.metadata.row_group(group).num_rows for group in range(shard.group))
        table = file.read_row_group(shard.group, columns=[each for each in columns if each in file.schema_arrow.names])
        for start in range(0, table.num_rows, _ROWS):
            for row in table.slice(start, _ROWS).to_pylist():
                yield at, row
                at += 1
