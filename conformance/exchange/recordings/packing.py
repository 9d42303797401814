"""Decompresses files; a truncated one is never taken for a complete one."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import Any, BinaryIO, cast

UNPACKING_ERRORS = (EOFError, gzip.BadGzipFile, zlib.error)
"""What reading a damaged file raises."""
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
# The more is read at once, the more memory it takes: 1 KiB yields at most 32 MiB.
_CHUNK = 2**10
_BUFFER = 2**20


def packing_of(start: bytes) -> str | None:
    """Return the compression of a file by its first bytes; None if there is none."""
    return next((kind for magic, kind in _MAGIC.items() if start.startswith(magic)), None)


def unpacked(file: Any, packing: str | None) -> BinaryIO:
    """Return the bytes of an open file, decompressed.

    Raises:
        ImportError: The library that decompresses it is not installed.
    """
    if packing == "gzip":
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    if packing == "zstd":
        return io.BufferedReader(_Zstd(file), _BUFFER)
    # A remote file can be read, but not by lines of a bounded length.
    return io.BufferedReader(file, _BUFFER)


class _Zstd(io.RawIOBase):
    """Decompresses frame after frame: a file that was appended to has several."""

    def __init__(self, file: Any) -> None:
        import zstandard  # noqa: PLC0415 - few recordings are compressed with it, and it is not always installed

        self._library = zstandard
        self._file = file
        self._frame: Any = None
        self._packed = b""
        self._unpacked = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._unpacked:
            packed = self._packed or self._file.read(_CHUNK)
            if not packed and self._frame is None:
                return 0
            if not packed:
                raise EOFError
            self._unpack(packed)
        length = min(len(buffer), len(self._unpacked))
        buffer[:length] = self._unpacked[:length]
        self._unpacked = self._unpacked[length:]
        return length

    def _unpack(self, packed: bytes) -> None:
        frame = self._frame or self._library.ZstdDecompressor().decompressobj()
        try:
            self._unpacked = memoryview(frame.decompress(packed))
        except self._library.ZstdError:
            raise EOFError from None
        self._frame = None if frame.eof else frame
        self._packed = frame.unused_data if frame.eof else b""
