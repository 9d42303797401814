"""The body of a recorded answer as bytes, unpacked; one that was not kept in full is never taken for what was sent."""

from __future__ import annotations

import base64
import binascii
import re

from conformance.exchange.recordings.entry import EntryError, Headers, header
from conformance.exchange.unpacking import MAX_BODY, CodingError, TooLargeError, unpack
from conformance.model import JsonValue

_LENGTH = re.compile("[0-9]{1,15}")
_GZIP = b"\x1f\x8b"
_LOST = "\ufffd"
_WITHOUT_BODY = frozenset({204, 205})
_BYTE_ORDER_MARK = 3


def from_decoded(text: str, encoding: JsonValue = None) -> bytes:
    """Return a body of which the recorder made a text, in the encoding in which it was read."""
    if _LOST in text:
        raise EntryError("its body lost bytes when it was recorded: it holds U+FFFD in their place")
    return from_text(text, encoding)


def from_text(text: str, encoding: JsonValue = None) -> bytes:
    """Return a body that is a text."""
    latin = isinstance(encoding, str) and encoding.lower() in ("iso-8859-1", "latin-1", "latin1")
    try:
        return _bounded(text.encode("latin-1" if latin else "utf-8"))
    except UnicodeEncodeError:
        raise EntryError("its body is no text: it holds characters that cannot be written") from None


def from_base64(text: JsonValue) -> bytes:
    """Return a body that was recorded in base64."""
    try:
        return _bounded(base64.b64decode("".join(text.split()), validate=True) if isinstance(text, str) else None)
    except (binascii.Error, ValueError):
        raise EntryError("its body is no base64") from None


def from_numbers(numbers: JsonValue) -> bytes:
    """Return a body that was recorded as an array of its bytes."""
    try:
        return _bounded(bytes(numbers) if isinstance(numbers, list) else None)
    except (ValueError, TypeError):
        raise EntryError("its body is no array of bytes") from None


def _bounded(body: bytes | None) -> bytes:
    if body is None:
        raise EntryError("its body was not kept")
    if len(body) > MAX_BODY:
        raise EntryError(f"its body is larger than {MAX_BODY} bytes")
    return body


def unpacked(body: bytes, headers: Headers) -> bytes:
    """Return a body without the packing that it may still have: most recorders keep only the header that says so."""
    coding = header(headers, "content-encoding").strip()
    if coding in ("", "identity"):
        return body
    if body.startswith(_GZIP):  # no text starts so
        return _unpacked(body)
    try:
        body.decode()
    except UnicodeDecodeError:
        raise EntryError("its body is still packed, in a way that cannot be unpacked here") from None
    return body


def _unpacked(body: bytes) -> bytes:
    try:
        return unpack(body, "gzip", MAX_BODY)
    except (CodingError, TooLargeError) as error:
        raise EntryError(f"cannot be read: {error}") from None


def has_body(method: str, status: int) -> bool:
    """Tell whether an answer has a body at all (RFC 9110 section 6.4.1)."""
    return method != "HEAD" and status not in _WITHOUT_BODY


def refuse_loss(body: bytes, headers: Headers, size: int | None) -> None:
    """Refuse a body that is shorter than what the recorder, or the API, says of it.

    An empty one is believed only where it was declared: tools write the same for one that they did not keep.
    """
    length = header(headers, "content-length").strip()
    if not body and length != "0":
        raise EntryError("its body was not kept")
    if header(headers, "content-encoding").strip() not in ("", "identity"):
        return  # of what was packed either may tell the length before or after
    told = max(int(text) for text in ("0", length, str(size)) if _LENGTH.fullmatch(text))
    # What reads bytes as text leaves a byte order mark out.
    if len(body) < told and told - len(body) != _BYTE_ORDER_MARK:
        raise EntryError(f"only {len(body)} of the {told} bytes of its body were kept")
