"""HAR 1.2: what browsers, proxies and API tools export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from conformance.exchange.recordings.body import (
    from_base64,
    from_decoded,
    from_packed_text,
    from_unmarked_base64,
    has_body,
    refuse_loss,
    refuse_stand_in,
    unpacked,
)
from conformance.exchange.recordings.entry import (
    Entry,
    EntryError,
    Headers,
    asked,
    duration_of,
    header_list,
    is_whole,
    items,
    member,
    method_of,
    read_entries,
    seconds_of,
    status_of,
    url_of,
)
from conformance.exchange.recordings.importer import Importer, Parts
from conformance.model import Aspect, JsonValue, Recorded

_SHOWN = frozenset({Aspect.TEXT, Aspect.OCCURRENCE})
# The HAR writer of schemathesis keeps only the first of several headers of one name.
_FIRST_HEADERS_ONLY = ("harfile",)
_FIREFOX = ("Firefox", "Firebug")
_SIZE = re.compile(r"[0-9]{1,15}(?:\.0)?")
_FROM_BROWSER = re.compile("_[a-z_]*(?:from|via)[a-z_]*(?:cache|service_?worker)", re.I)
_NOT_SO = (None, False, 0, "", "false", "none", "no", "network")


def matches(value: JsonValue) -> bool:
    """Return whether a document is a HAR."""
    return isinstance(member(value, "log", "entries"), list)


def read(value: JsonValue, place: str) -> Iterator[Entry]:
    """Read the entries of a HAR."""
    creator = member(value, "log", "creator", "name")
    read_one = partial(entry_of, creator=creator)
    return read_entries(items(member(value, "log", "entries")), place, read_one)


IMPORTER = Importer("HAR", Parts.WHOLE, matches, read)


def entry_of(value: JsonValue, place: str, *, creator: JsonValue = None) -> Recorded:
    """Return the exchange of an entry, as the tool that wrote it means it."""
    request, response = member(value, "request"), member(value, "response")
    url = url_of(member(request, "url"))
    if _is_from_browser(value, response, creator):
        raise EntryError("was answered by the browser itself")
    method, status = method_of(member(request, "method")), status_of(member(response, "status"))
    if member(response, "_error") or member(response, "_failureText"):
        raise EntryError("was aborted before its end")
    headers = header_list(member(response, "headers"))
    with asked(method, url):
        body, shown = _body(response, headers) if has_body(method, status) else (b"", _SHOWN)
    started, elapsed = seconds_of(member(value, "startedDateTime")), duration_of(member(value, "time")) / 1_000
    return Recorded(
        place=place,
        method=method,
        url=url,
        status=status,
        headers=headers,
        body=body,
        shows=shown | {Aspect.HEADERS} if creator not in _FIRST_HEADERS_ONLY and is_whole(headers) else shown,
        request_headers=header_list(member(request, "headers")),
        received=None if started is None else started + elapsed,
        elapsed=elapsed,
    )


def _body(response: JsonValue, headers: Headers) -> tuple[bytes, frozenset[Aspect]]:
    """Return the body, which the format keeps decompressed, and what is shown of it."""
    content = member(response, "content")
    text, encoding = member(content, "text"), member(content, "encoding")
    comment = member(content, "comment")
    if isinstance(comment, str) and "truncated" in comment.lower():
        raise EntryError("its body was truncated when it was recorded")
    if not isinstance(text, str):
        text = ""
    size = _size(member(content, "size"))
    encoding = encoding.strip().lower() if isinstance(encoding, str) else encoding
    if encoding == "base64":
        body, shown = from_base64(text), _SHOWN | {Aspect.BYTES}
    elif encoding in (None, ""):
        packed = from_packed_text(text) or from_unmarked_base64(text, headers, size)
        body, shown = (from_decoded(text), _SHOWN) if packed is None else (packed, _SHOWN | {Aspect.BYTES})
    elif encoding in ("utf-8", "utf8"):
        body, shown = from_decoded(text), _SHOWN
    else:
        raise EntryError("its body is kept in an unknown encoding")
    body = unpacked(body, headers)
    refuse_loss(body, headers, size)
    if member(content, "size") is None:
        refuse_stand_in(body, headers)
    return body, shown


def _size(value: JsonValue) -> int | None:
    """Return the number of bytes that a recorder declares; None if it declares none, such as -1 for not known."""
    if isinstance(value, float | str) and _SIZE.fullmatch(str(value)):
        value = int(float(value))
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _is_from_browser(value: JsonValue, response: JsonValue, creator: JsonValue) -> bool:
    """Return whether no server gave an answer in this exchange: a cache, a service worker, or an override did."""
    fetched = member(value, "_fetchType")  # of WebKit; no other value than this one is the API's
    if isinstance(fetched, str) and fetched.lower() not in ("", "network load"):
        return True
    cache = member(value, "cache")
    # Firefox writes this member only for what its cache answered, and usually null.
    if creator in _FIREFOX and isinstance(cache, dict) and "afterRequest" in cache:
        return True
    # Others write the state of the cache before the request only where it was the answer.
    return bool(member(cache, "beforeRequest")) or any(map(_has_mark, (value, response)))


def _has_mark(value: JsonValue) -> bool:
    """Return whether a tool's own member, such as Chrome's `_fromCache`, says that the network was not asked."""
    marks = value.items() if isinstance(value, dict) else ()
    return any(text not in _NOT_SO and _FROM_BROWSER.fullmatch(name) for name, text in marks)
