"""Undoes content codings that a recorder left on a body: gzip and deflate, br and zstd where a library is there."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from conformance.exchange.recordings.entry import EntryError
from conformance.exchange.unpacking import MAX_BODY, CodingError, TooLargeError, unpack

_IDENTITY = ("", "identity", "none")
# These libraries have no limit: fed with so many bytes at once, either returns 32 MiB at most.
_BR_PART, _ZSTD_PART = 16, 2**10


def codings_of(value: str) -> list[str]:
    """Return the codings in a Content-Encoding, the last applied first (RFC 9110 section 8.4)."""
    names = (name.strip().lower() for name in value.split(","))
    return [name for name in names if name not in _IDENTITY][::-1]


def decoded(body: bytes, codings: list[str]) -> bytes:
    """Return a body without its codings.

    Raises:
        EntryError: A coding is not known, its library is not installed, or the body does not have it.
    """
    for coding in codings:
        if coding not in _DECODERS:
            raise EntryError("its body is still compressed, in an encoding that is not supported")
        body = _DECODERS[coding](body)
    return body


def _gzip(body: bytes) -> bytes:
    try:
        return unpack(body, "gzip", MAX_BODY)
    except (CodingError, TooLargeError) as error:
        raise EntryError(f"cannot be read: {error}") from None


def _deflate(body: bytes) -> bytes:
    """Undo `deflate`: zlib's format by RFC 9110 section 8.4.1.2, without its wrapper in practice."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(window)
        try:
            found = unpacker.decompress(body, MAX_BODY + 1)
        except zlib.error:
            continue
        if len(found) > MAX_BODY:
            raise EntryError(f"cannot be read: the body unpacks to more than {MAX_BODY} bytes")
        if unpacker.eof and not unpacker.unused_data:
            return found
    raise EntryError("its body is still compressed by deflate, and cannot be unpacked")


def _br(body: bytes) -> bytes:
    library = _library("br", "brotli", "brotlicffi")
    unpacker, found = library.Decompressor(), bytearray()
    try:
        for start in range(0, len(body), _BR_PART):
            found += unpacker.process(body[start : start + _BR_PART])
            _refuse_large(len(found))
        is_complete = unpacker.is_finished()
    except library.error:
        is_complete = False
    if not is_complete:
        raise EntryError("its body is still compressed by br, and cannot be unpacked")
    return bytes(found)


def _zstd(body: bytes) -> bytes:
    library = _library("zstd", "zstandard")
    unpacker, found = library.ZstdDecompressor().decompressobj(), bytearray()
    try:
        for start in range(0, len(body), _ZSTD_PART):
            found += unpacker.decompress(body[start : start + _ZSTD_PART])
            _refuse_large(len(found))
    except library.ZstdError:
        raise EntryError("its body is still compressed by zstd, and cannot be unpacked") from None
    if not unpacker.eof:
        raise EntryError("its body is still compressed by zstd, and cannot be unpacked")
    return bytes(found)


def _refuse_large(length: int) -> None:
    if length > MAX_BODY:
        raise EntryError(f"cannot be read: the body unpacks to more than {MAX_BODY} bytes")


def _library(coding: str, *names: str) -> Any:
    for name in names:
        try:
            return import_module(name)
        except ImportError:
            continue
    raise EntryError(f"its body is still compressed by {coding}, which needs {names[0]}: pip install {names[0]}")


_DECODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _br,
    "zstd": _zstd,
}
