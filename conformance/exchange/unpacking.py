"""Decompresses bodies within a limit: 2 MB of gzip may hold 2 GB."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping

from conformance.exchange.json_text import read_json

MAX_BODY = 16 * 2**20
"""The most bytes of a body that are read, compressed or not."""
UNSUPPORTED = "the body has a Content-Encoding that was not asked for, and that cannot be read here"
CUT_OFF = "the compressed body is cut off"
MAYBE_CUT_OFF = "the compressed body is cut off, by the API or on the way"
_MAX_MEMBERS = 100
_MAX_CODINGS = 5
_NONE = frozenset({"", "identity"})
_GZIP, _ZLIB, _DEFLATE = 31, 15, -15
"""The window bits by which zlib knows each format."""
_SHOWN_BYTES = 4
_GZIP_START = b"\x1f\x8b\x08"
_NAME = re.compile("[a-z0-9-]{1,20}")


class TooLargeError(Exception):
    """A body is larger than anything that is worth judging."""


class CodingError(Exception):
    """A body cannot be decompressed by its Content-Encoding."""


def unpack(packed: bytes, coding: str, limit: int) -> bytes:
    """Return what a body holds, by its Content-Encoding: gzip, deflate, and chains of them (RFC 9110 section 8.4).

    An empty body holds nothing, whatever its coding says.

    Raises:
        TooLargeError: It holds more bytes than the limit.
        CodingError: It is cut off, it is not what its coding says, or the coding is another one.
    """
    body, is_whole = _unpacked(packed, coding, limit)
    if not is_whole:
        raise CodingError(CUT_OFF)
    return body


def unpack_beginning(packed: bytes, coding: str, limit: int) -> bytes:
    """Return what the beginning of a body holds; it raises the same errors, but may be cut off anywhere."""
    return _unpacked(packed, coding, limit)[0]


def _unpacked(packed: bytes, coding: str, limit: int) -> tuple[bytes, bool]:
    codings = [each for each in (name.strip().lower() for name in coding.split(",")) if each not in _NONE]
    if len(codings) > _MAX_CODINGS:
        raise CodingError(f"the body has more than {_MAX_CODINGS} codings")
    is_whole = True
    for name in reversed(codings if packed else ()):  # they are listed in the order in which they were applied
        if name not in _READERS:
            raise CodingError(_unsupported(packed, name))
        packed, ends = _READERS[name](packed, limit) if packed else (packed, is_whole)
        is_whole = is_whole and ends
    return packed, is_whole


def _gzip(packed: bytes, limit: int) -> tuple[bytes, bool]:
    body = b""
    for _ in range(_MAX_MEMBERS):
        part, packed, is_whole = _inflated(packed, _GZIP, limit + 1 - len(body), "gzip")
        body = _within(limit, body + part)
        if not packed or not is_whole:
            return body, is_whole
        # A gzip may have several members, one after the other (RFC 1952 section 2.2).
    raise TooLargeError(f"the gzip body has more than {_MAX_MEMBERS} members")


def _deflate(packed: bytes, limit: int) -> tuple[bytes, bool]:
    """Unpack the zlib format, or the bare one that some servers send (RFC 9110 section 8.4.1.2)."""
    is_zlib = packed[0] & 0x0F == 8 and int.from_bytes(packed[:2]) % 31 == 0
    body, rest, is_whole = _inflated(packed, _ZLIB if is_zlib else _DEFLATE, limit + 1, "deflate")
    if rest:
        raise CodingError(_wrong("deflate", packed))
    return _within(limit, body), is_whole


_READERS: Mapping[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
}


def _inflated(packed: bytes, bits: int, room: int, name: str) -> tuple[bytes, bytes, bool]:
    """Return as much of the content of one stream as there is room for, what follows it, and whether it has an end."""
    unpacker = zlib.decompressobj(bits)
    try:
        body = unpacker.decompress(packed, room)
    except zlib.error:
        is_damaged = packed.startswith(_GZIP_START)
        raise CodingError(_damaged(packed) if is_damaged else _wrong(name, packed)) from None
    return body, unpacker.unused_data, unpacker.eof


def _within(limit: int, body: bytes) -> bytes:
    if len(body) > limit:
        raise TooLargeError(f"the body unpacks to more than {limit} bytes")
    return body


def _unsupported(packed: bytes, name: str) -> str:
    """Return why a body of an unsupported coding is not read: what is JSON as it came has no coding at all."""
    is_plain = packed[:1] in (b"{", b"[") and read_json(packed).is_parsed
    return _wrong(name if _NAME.fullmatch(name) else "coded", packed) if is_plain else UNSUPPORTED


def _damaged(packed: bytes) -> str:
    return f"the gzip body is damaged, by its data or its checksum: it begins with {packed[:_SHOWN_BYTES].hex(' ')}"


def _wrong(name: str, packed: bytes) -> str:
    return f"the body is not {name}, though Content-Encoding says so: it begins with {packed[:_SHOWN_BYTES].hex(' ')}"
