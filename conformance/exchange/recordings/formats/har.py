"""HAR 1.2: what browsers, proxies and API tools export."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from conformance.exchange.recordings.body import (
    from_base64,
    from_decoded,
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


def matches(value: JsonValue) -> bool:
    """Return whether a document is a HAR."""
    return isinstance(member(value, "log", "entries"), list)


def read(value: JsonValue, place: str) -> Iterator[Entry]:
    """Read the entries of a HAR."""
    creator = member(value, "log", "creator", "name")
    read_one = partial(entry_of, all_headers=creator not in _FIRST_HEADERS_ONLY)
    return read_entries(items(member(value, "log", "entries")), place, read_one)


IMPORTER = Importer("HAR", Parts.WHOLE, matches, read)


def entry_of(value: JsonValue, place: str, *, all_headers: bool) -> Recorded:
    """Return the exchange of an entry; not every recorder keeps all headers of an answer."""
    request, response = member(value, "request"), member(value, "response")
    url = url_of(member(request, "url"))
    if member(value, "_fromCache") or member(response, "_fetchedViaServiceWorker"):
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
        shows=shown | {Aspect.HEADERS} if all_headers and is_whole(headers) else shown,
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
    if encoding == "base64":
        body, shown = unpacked(from_base64(text), headers), _SHOWN | {Aspect.BYTES}
    elif encoding in (None, "", "utf-8", "utf8"):
        body, shown = from_decoded(text), _SHOWN
    else:
        raise EntryError("its body is kept in an unknown encoding")
    size = member(content, "size")
    refuse_loss(body, headers, size if isinstance(size, int) else None)
    if not isinstance(size, int):
        refuse_stand_in(body, headers)
    return body, shown
