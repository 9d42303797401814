"""The last check before anything is written: it contains no secret, cookie, phone number or id of the originals."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

from conformance.exchange.phones import BEGINNING
from conformance.exchange.redaction import DATE
from conformance.exchange.spellings import spellings
from conformance.model import Exchange, Target

_GRAM = 8
"""The number of characters by which a text is looked up; a shorter one occurs by chance."""
_UUID = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])", re.IGNORECASE)
_ID = re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[0-9A-Za-z]{16,128}(?![0-9A-Za-z])")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}(?![0-9])|(?<![0-9A-Za-z.+-])[2-9][0-9]{9,14}(?![0-9A-Za-z.-])")
_PACKED = re.compile(rb"H4sI[0-9A-Za-z+/_-]{8,}={0,2}")
_COOKIE = re.compile(r"[^\s=;,]{8,}")
# A wrong key reveals nothing of the right one, and is recorded on purpose.
_IGNORED_HEADERS = ("authorization", "date")
_MAX_UNPACKED = 4 * 2**20


class ForbiddenTexts:
    """Texts that must not occur, in any of their spellings."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Prepare the search; texts of fewer than eight characters are ignored."""
        forms = {form.lower().encode() for text in texts if len(text) >= _GRAM for form in spellings(text)}
        self._forms: dict[bytes, list[bytes]] = defaultdict(list)
        for form in forms:
            self._forms[form[:_GRAM]].append(form)

    def found_in(self, data: bytes) -> bool:
        """Return whether any of them occurs in data to be written, compressed or not."""
        return self._occurs_in(data.lower()) or any(self._occurs_in(part.lower()) for part in _unpacked(data))

    def _occurs_in(self, data: bytes) -> bool:
        return any(
            data.startswith(form, start)
            for start in range(len(data) - _GRAM + 1)
            if (gram := data[start : start + _GRAM]) in self._forms
            for form in self._forms[gram]
        )


def forbidden_texts_of(exchanges: Iterable[Exchange], target: Target, kept: Collection[str] = ()) -> frozenset[str]:
    """Return the texts of exchanges that must not be written; they are found by other means than redaction uses.

    Args:
        exchanges: The original exchanges.
        target: The target of all of them.
        kept: Texts that may be written, as the contract has them.
    """
    secrets = {*target.credentials.values(), *(text for each in exchanges for text in each.request.secrets)}
    known = {*target.foreign.values(), *(text for texts in target.parameters.values() for text in texts)}
    listed = {text for each in exchanges for text in (each.case.known or "").split("/")}
    known |= {text for text in listed if not DATE.fullmatch(text)}  # a date names nobody, and stays
    found = {text for exchange in exchanges for text in _in_exchange(exchange)}
    found |= {text for text in known if any(map(str.isdigit, text))}
    return frozenset(secrets | {text for text in found - {*kept} if text.lower() not in target.base_url.lower()})


def _in_exchange(exchange: Exchange) -> Iterator[str]:
    for name, value in _headers(exchange):
        if name.lower() in ("cookie", "set-cookie"):
            yield from _COOKIE.findall(value.partition(";")[0].partition("=")[2])
    for text in _texts(exchange):
        yield from _UUID.findall(text)
        yield from _ID.findall(text)
        yield from (each.lstrip("+") for each in _PHONE.findall(text) if not BEGINNING.fullmatch(each))


def _texts(exchange: Exchange) -> Iterator[str]:
    yield from (unquote(exchange.request.url), exchange.request.id)
    yield from (value for name, value in _headers(exchange) if name.lower() not in _IGNORED_HEADERS)
    if exchange.response is not None:
        yield exchange.response.body.decode("utf-8", "replace")


def _headers(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    return (*exchange.request.headers, *(exchange.response.headers if exchange.response else ()))


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield what is compressed and encoded in base64 within other data."""
    for found in _PACKED.findall(data):
        text = found.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        try:
            packed = base64.b64decode(text + b"=" * (-len(text) % 4))
            yield zlib.decompressobj(31).decompress(packed, _MAX_UNPACKED)
        except (binascii.Error, zlib.error):
            continue
