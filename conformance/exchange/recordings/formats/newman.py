"""Reports of newman, the command line of Postman: what came back when a collection was run."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange.recordings.body import from_numbers, has_body, kept
from conformance.exchange.recordings.entry import (
    Entry,
    asked,
    duration_of,
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
        body = kept(from_numbers(member(response, "stream", "data")), headers) if has_body(method, status) else b""
    return Recorded(
        place=place,
        method=method,
        url=url,
        status=status,
        headers=headers,
        body=body,
        shows=_SHOWN | {Aspect.HEADERS} if headers else _SHOWN,
        request_headers=headers_of(member(request, "header")),
        elapsed=duration_of(member(response, "responseTime")) / 1_000,
    )
