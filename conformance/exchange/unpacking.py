"""Decompresses bodies within a limit: 2 MB of gzip may hold 2 GB."""

from __future__ import annotations

import zlib

MAX_BODY = 16 * 2**20
"""The most bytes of a body that are read, compressed or not."""
_MAX_MEMBERS = 100


class TooLargeError(Exception):
    """A body is larger than anything that is worth judging."""


class CodingError(Exception):
    """A body has a coding that was not asked for, or cannot be decompressed."""


def unpack(packed: bytes, coding: str, limit: int) -> bytes:
    """Return what a body holds, by its Content-Encoding.

    Raises:
        TooLargeError: It holds more bytes than the limit.
        CodingError: Its coding is not gzip, or it is not valid gzip.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return packed
    if coding not in ("gzip", "x-gzip"):
        raise CodingError("the body has a Content-Encoding that was not asked for")
    body = bytearray()
    for _ in range(_MAX_MEMBERS):
        if not packed:
            return bytes(body)
        unpacker = zlib.decompressobj(31)
        try:
            body += unpacker.decompress(packed, limit + 1 - len(body))
        except zlib.error:
            raise CodingError("the body is not gzip, though Content-Encoding says so") from None
        if len(body) > limit:
            raise TooLargeError(f"the body unpacks to more than {limit} bytes")
        if not unpacker.eof:
            raise CodingError("the gzip body is cut off")
        packed = unpacker.unused_data  # a gzip may have several members, one after the other (RFC 1952 section 2.2)
    raise TooLargeError(f"the gzip body has more than {_MAX_MEMBERS} members")
