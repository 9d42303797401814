"""The body of a recorded answer as decompressed bytes; an incomplete one is never taken for what was sent."""

from __future__ import annotations

import base64
import binascii
import json
import re

from conformance.exchange.recordings.codings import codings_of, decoded
from conformance.exchange.recordings.entry import EntryError, Headers, header
from conformance.exchange.unpacking import MAX_BODY
from conformance.model import JsonValue

_LENGTH = re.compile("[0-9]{1,15}")
_GZIP = b"\x1f\x8b"
# What compressed bytes hold, and no text of an API does.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_GZIP_IN_BASE64 = "H4sI"
_BASE64 = re.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
# One word without a quote or a comma: what filters write in place of a body, or base64 of it.
_STAND_IN = re.compile(rb"[\[<(*{]*[^\s\"'{}\[\]<>(),:\x80-\xff]*[\]>)*}]*")
# An answer without a type, as in a log without headers, is taken for text.
_TEXT = re.compile(r"text/|[^;]*json|$")
_CLOSING = {b"[": b"]", b"{": b"}"}
_LOST = "\ufffd"
_WITHOUT_BODY = frozenset({204, 205})
_BYTE_ORDER_MARK = 3


def from_decoded(text: str, encoding: JsonValue = None) -> bytes:
    """Return a body that the recorder decoded to text, in the encoding that it used."""
    if _LOST in text:
        raise EntryError("its body lost bytes when it was recorded: it holds U+FFFD in their place")
    return from_text(text, encoding)


def from_text(text: str, encoding: JsonValue = None) -> bytes:
    """Return a body that is a text."""
    latin = isinstance(encoding, str) and encoding.lower() in ("iso-8859-1", "latin-1", "latin1")
    try:
        return _bounded(text.encode("latin-1" if latin else "utf-8"))
    except UnicodeEncodeError:
        raise EntryError("its body holds characters that cannot be encoded") from None


def from_base64(text: JsonValue) -> bytes:
    """Return a body that was recorded in base64."""
    try:
        return _bounded(base64.b64decode("".join(text.split()), validate=True) if isinstance(text, str) else None)
    except (binascii.Error, ValueError):
        raise EntryError("its body is not valid base64") from None


def from_numbers(numbers: JsonValue) -> bytes:
    """Return a body that was recorded as an array of its bytes."""
    try:
        return _bounded(bytes(numbers) if isinstance(numbers, list) else None)
    except (ValueError, TypeError):
        raise EntryError("its body is not an array of bytes") from None


def _bounded(body: bytes | None) -> bytes:
    if body is None:
        raise EntryError("its body was not kept")
    if len(body) > MAX_BODY:
        raise EntryError(f"its body is larger than {MAX_BODY} bytes")
    return body


def unpacked(body: bytes, headers: Headers) -> bytes:
    """Return a body, decompressed if it still has to be: most recorders keep only the header that says so."""
    codings = codings_of(header(headers, "content-encoding"))
    if not codings:
        return body
    if body.startswith(_GZIP):  # no text starts like this
        return decoded(body, codings if "gzip" in codings or "x-gzip" in codings else ["gzip"])
    packed = _still_packed(body)
    return body if packed is None else decoded(packed, codings)


def _still_packed(body: bytes) -> bytes | None:
    """Return the bytes of a body that is not text; None for a text.

    Some recorders write compressed bytes as if each were a character of Latin-1.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return body
    if not _CONTROL.search(text):
        return None
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return body


def kept(body: bytes, headers: Headers) -> bytes:
    """Return the decompressed body of a recorder that keeps it as received and lets filters change it and headers."""
    is_filtered = body.startswith(_GZIP) and _TEXT.match(header(headers, "content-type"))
    body = decoded(body, ["gzip"]) if is_filtered else unpacked(body, headers)
    refuse_loss(body, headers, None)
    refuse_stand_in(body, headers)
    return body


def from_packed_text(text: str) -> bytes | None:
    """Return the body if a text is gzip in base64; None for any other text."""
    return decoded(from_base64(text), ["gzip"]) if text.startswith(_GZIP_IN_BASE64) else None


def from_unmarked_base64(text: str, headers: Headers, size: int | None) -> bytes | None:
    """Return the body if a text is base64 that its recorder did not mark as such; None for any other text.

    It is base64 only if it has exactly as many bytes as were declared, and the text has not: where in doubt, a text
    is what it says. JSON consists of characters of base64 only where it is a single number or word.
    """
    length = len(text.encode("utf-8", "replace"))
    if size is None or length == size or header(headers, "content-length").strip() == str(length):
        return None
    packed = "".join(text.split())
    if not _BASE64.fullmatch(packed) or _is_json(text.encode()):
        return None
    body = base64.b64decode(packed)
    return body if len(body) == size else None


def has_body(method: str, status: int) -> bool:
    """Return whether an answer has a body at all (RFC 9110 section 6.4.1)."""
    return method != "HEAD" and status not in _WITHOUT_BODY


def refuse_loss(body: bytes, headers: Headers, size: int | None) -> None:
    """Refuse a body that is shorter than the recorder, or the API, declares.

    An empty one is accepted only if it is declared: tools write the same for one that they did not keep.
    """
    length = header(headers, "content-length").strip()
    if not body and length != "0":
        raise EntryError("its body was not kept")
    if codings_of(header(headers, "content-encoding")):
        return  # of a compressed body, either may be the length before or after
    declared = max(int(text) for text in ("0", length, str(size)) if _LENGTH.fullmatch(text))
    # Decoding to text drops a byte order mark.
    if len(body) < declared and declared - len(body) != _BYTE_ORDER_MARK:
        raise EntryError(f"only {len(body)} of the {declared} bytes of its body were kept")


def refuse_stand_in(body: bytes, headers: Headers) -> None:
    """Refuse what may be a placeholder for a body, unless its length is the declared one."""
    if body.startswith((b"[{", b'{"')) or _is_declared(body, headers) or not _STAND_IN.fullmatch(body):
        return
    if body in (b"", b"{}") or not _is_json(body):
        raise EntryError("its body was not kept, or replaced by a placeholder")


def refuse_cut(body: bytes, headers: Headers) -> None:
    """Refuse truncated JSON, as logs cut off what is long, unless its length is the declared one."""
    start = body[:1]
    if start not in _CLOSING or _is_declared(body, headers):
        return
    is_closed = body.rstrip()[-1:] == _CLOSING[start]
    # A list of objects is what there is most of: its last two characters must suffice.
    if is_closed and body.startswith(b"[{") and body.endswith(b"}]"):
        return
    is_even = is_closed and body.count(start) == body.count(_CLOSING[start])
    if not is_even and not _is_json(body):
        raise EntryError("its body seems to be truncated")


def _is_declared(body: bytes, headers: Headers) -> bool:
    return header(headers, "content-length").strip() == str(len(body))


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
