"""The last look before anything is written: no secret, cookie, phone number or id of the originals stands in it."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from conformance.exchange.phones import BEGINNING
from conformance.exchange.spellings import spellings
from conformance.model import Exchange, Target

_GRAM = 8
"""Characters by which a needle is looked up; shorter ones are searched for one by one."""
_SHORTEST = 4
_UUID = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])", re.IGNORECASE)
_ID = re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[0-9A-Za-z]{16,128}(?![0-9A-Za-z])")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}(?![0-9])|(?<![0-9A-Za-z.+-])[2-9][0-9]{9,14}(?![0-9A-Za-z.-])")
_PACKED = re.compile(rb"H4sI[0-9A-Za-z+/_-]{8,}={0,2}")
_COOKIE = re.compile(r"[^\s=;,]{8,}")
_MAX_UNPACKED = 4 * 2**20


class Needles:
    """Texts that may stand nowhere, in any of their spellings."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Prepare to search for texts; one of less than four characters stands everywhere by chance."""
        forms = {form.lower().encode() for text in texts if len(text) >= _SHORTEST for form in spellings(text)}
        self._short = sorted(form for form in forms if _SHORTEST <= len(form) < _GRAM)
        self._long: dict[bytes, list[bytes]] = defaultdict(list)
        for form in sorted(forms):
            if len(form) >= _GRAM:
                self._long[form[:_GRAM]].append(form)

    def found_in(self, data: bytes) -> bool:
        """Tell whether any of them stands in what is about to be written, packed or not."""
        return self._stands_in(data.lower()) or any(self._stands_in(part.lower()) for part in _unpacked(data))

    def _stands_in(self, data: bytes) -> bool:
        if any(form in data for form in self._short):
            return True
        grams = self._long
        return any(
            data.startswith(form, start)
            for start in range(len(data) - _GRAM + 1)
            if (gram := data[start : start + _GRAM]) in grams
            for form in grams[gram]
        )


def needles_of(exchanges: Iterable[Exchange], target: Target) -> set[str]:
    """Return what may not be written of some exchanges; it is found by other means than it is replaced by."""
    found = {*target.credentials.values(), *target.foreign.values()}
    found.update(value for values in target.parameters.values() for value in values if _is_telling(value))
    for exchange in exchanges:
        found.update(exchange.request.secrets)
        for text in _texts(exchange):
            found.update(_in_text(text))
    return {text for text in found if text}


def _texts(exchange: Exchange) -> Iterator[str]:
    request, response = exchange.request, exchange.response
    yield from (unquote(request.url), request.id)
    headers = [*request.headers, *(response.headers if response else ())]
    for name, value in headers:
        if name.lower() not in ("authorization", "date", "etag"):
            yield value
        if name.lower() in ("cookie", "set-cookie"):
            yield from (f"\0{text}" for text in _COOKIE.findall(value.partition(";")[0].partition("=")[2]))
    if response is not None:
        yield response.body.decode("utf-8", "replace")


def _in_text(text: str) -> Iterator[str]:
    if text.startswith("\0"):
        yield text[1:]
        return
    yield from _UUID.findall(text)
    yield from _ID.findall(text)
    yield from (each.lstrip("+") for each in _PHONE.findall(text) if not BEGINNING.fullmatch(each))


def _is_telling(value: str) -> bool:
    return len(value) >= _GRAM


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield what is packed and written in base64 within other data."""
    for found in _PACKED.findall(data):
        text = found.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        try:
            packed = base64.b64decode(text + b"=" * (-len(text) % 4))
            yield zlib.decompressobj(31).decompress(packed, _MAX_UNPACKED)
        except (binascii.Error, zlib.error):
            continue
