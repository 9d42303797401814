"""Files as they are when they are unpacked, here or at any address: one that is cut off is never taken for whole."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import fsspec
import zstandard

PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
"""How a packed file begins."""
UNPACKING_ERRORS = (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError)
"""What reading a damaged file ends with."""
# The more is given at once, the more comes out: of 1 KiB no more than 32 MiB.
_CHUNK = 2**10
_BUFFER = 2**20


@contextmanager
def opened(name: str, packing: str | None) -> Iterator[Any]:
    """Open a file to read its bytes, unpacked."""
    with fsspec.open(name, "rb") as file:
        if packing == "gzip":
            yield gzip.GzipFile(fileobj=file)
        elif packing == "zstd":
            yield io.BufferedReader(_Zstd(file), _BUFFER)
        else:
            # What is elsewhere can be read, but not by lines of a bounded length.
            yield io.BufferedReader(file, _BUFFER)


class _Zstd(io.RawIOBase):
    """Unpacks frame after frame, for a file to which was added has several."""

    def __init__(self, file: Any) -> None:
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
        frame = self._frame or zstandard.ZstdDecompressor().decompressobj()
        self._unpacked = memoryview(frame.decompress(packed))
        self._frame = None if frame.eof else frame
        self._packed = frame.unused_data if frame.eof else b""
