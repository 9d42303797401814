"""The events of schemathesis, one JSON object a line, as `--report ndjson` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.exchange.recordings.body import from_base64, has_body, kept
from conformance.exchange.recordings.entry import (
    Entry,
    EntryError,
    asked,
    duration_of,
    header_map,
    is_whole,
    member,
    method_of,
    read_entries,
    status_of,
    url_of,
)
from conformance.exchange.recordings.importer import Importer, Parts
from conformance.model import Aspect, JsonValue, Recorded

_SHOWN = frozenset({Aspect.BYTES, Aspect.TEXT, Aspect.OCCURRENCE})


def matches(value: JsonValue) -> bool:
    """Return whether the first line of a file is an event of schemathesis."""
    return member(value, "Initialize", "schemathesis_version") is not None


def read(value: JsonValue, place: str) -> Iterator[Entry]:
    """Read the exchanges of the scenario in a line; most lines have none."""
    for event in value.values() if isinstance(value, Mapping) else ():
        interactions = member(event, "recorder", "interactions")
        if isinstance(interactions, Mapping):
            yield from read_entries(interactions.values(), place, _interaction)


IMPORTER = Importer("NDJSON of schemathesis", Parts.LINES, matches, read)


def _interaction(value: JsonValue, place: str) -> Recorded:
    request, response = member(value, "request"), member(value, "response")
    url, method = url_of(member(request, "uri")), method_of(member(request, "method"))
    status = status_of(member(response, "status_code"))
    # All of them but Date, without which no rule has a clock to judge by.
    headers = header_map(member(response, "headers"))
    if member(response, "content_size") is not None:
        raise EntryError("its body was truncated when it was recorded")
    with asked(method, url):
        body = kept(from_base64(member(response, "content", "$base64")), headers) if has_body(method, status) else b""
    return Recorded(
        place=place,
        method=method,
        url=url,
        status=status,
        headers=headers,
        body=body,
        shows=_SHOWN | {Aspect.HEADERS} if is_whole(headers) else _SHOWN,
        request_headers=header_map(member(request, "headers")),
        received=duration_of(member(value, "timestamp")) or None,
        elapsed=duration_of(member(response, "elapsed")),
    )
