"""Reports of newman, the command line of Postman: what came back when a collection was run."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange.recordings.body import from_base64, from_decoded, from_numbers, has_body, kept
from conformance.exchange.recordings.entry import (
    Entry,
    Headers,
    asked,
    duration_of,
    is_whole,
    items,
    member,
    method_of,
    read_entries,
    status_of,
    url_of,
)
from conformance.exchange.recordings.formats.postman import headers_of, written_url
from conformance.exchange.recordings.importer import Importer, Parts
from conformance.model import Aspect, JsonValue, Recorded

# How some libraries write the bytes of a buffer.
_BASE64 = "base64:"
_SHOWN = frozenset({Aspect.BYTES, Aspect.TEXT, Aspect.OCCURRENCE})


def matches(value: JsonValue) -> bool:
    """Return whether a document is a report; it holds the collection that was run, too."""
    return isinstance(member(value, "run", "executions"), list)


def read(value: JsonValue, place: str) -> Iterator[Entry]:
    """Read the exchanges of a run."""
    return read_entries(items(member(value, "run", "executions")), place, _execution)


IMPORTER = Importer("JSON report of newman", Parts.WHOLE, matches, read)


def _execution(value: JsonValue, place: str) -> Recorded:
    request, response = member(value, "request"), member(value, "response")
    method, url = method_of(member(request, "method")), url_of(written_url(member(request, "url"), {}))
    status, headers = status_of(member(response, "code")), headers_of(member(response, "header"))
    with asked(method, url):
        body, shown = _body(response, headers) if has_body(method, status) else (b"", _SHOWN)
    return Recorded(
        place=place,
        method=method,
        url=url,
        status=status,
        headers=headers,
        body=body,
        shows=shown | {Aspect.HEADERS} if is_whole(headers) else shown,
        request_headers=headers_of(member(request, "header")),
        elapsed=duration_of(member(response, "responseTime")) / 1_000,
    )


def _body(response: JsonValue, headers: Headers) -> tuple[bytes, frozenset[Aspect]]:
    """Return the body and what is shown of it; versions before 4 kept it as text."""
    stream = member(response, "stream")
    data = member(stream, "data")
    text = next((each for each in (stream, data, member(response, "body")) if isinstance(each, str)), None)
    if isinstance(data, list) or text is None:
        return kept(from_numbers(data), headers), _SHOWN
    if text.startswith(_BASE64):
        return kept(from_base64(text.removeprefix(_BASE64)), headers), _SHOWN
    return kept(from_decoded(text), headers), _SHOWN - {Aspect.BYTES}
