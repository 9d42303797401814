"""Cassettes in YAML or JSON: `interactions` of vcrpy, `http_interactions` of VCR for Ruby and of schemathesis."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.exchange.recordings.body import (
    from_base64,
    from_decoded,
    from_packed_text,
    from_text,
    has_body,
    kept,
)
from conformance.exchange.recordings.entry import (
    Entry,
    EntryError,
    Headers,
    asked,
    duration_of,
    header_map,
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


def matches(value: JsonValue) -> bool:
    """Return whether a document is a cassette."""
    return any(isinstance(member(value, name), list) for name in ("interactions", "http_interactions"))


def read(value: JsonValue, place: str) -> Iterator[Entry]:
    """Read the interactions of a cassette."""
    return read_entries(items(member(value, "interactions") or member(value, "http_interactions")), place, _interaction)


IMPORTER = Importer("cassette of vcrpy, VCR or schemathesis", Parts.WHOLE, matches, read)


def _interaction(value: JsonValue, place: str) -> Recorded:
    request, response = member(value, "request"), member(value, "response")
    url, method = url_of(member(request, "uri")), method_of(member(request, "method"))
    # Earlier versions of vcrpy used the second name for httpx; other recorders write only the number.
    written = member(response, "status", "code") or member(response, "status_code")
    status = status_of(written or _plain(member(response, "status")))
    headers = header_map(member(response, "headers"))
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
        request_headers=header_map(member(request, "headers")),
        received=seconds_of(member(value, "recorded_at")),
        elapsed=duration_of(member(response, "elapsed")),
    )


def _plain(status: JsonValue) -> JsonValue:
    return None if isinstance(status, dict | list) else status


def _body(response: JsonValue, headers: Headers) -> tuple[bytes, frozenset[Aspect]]:
    """Return the decompressed body, and what is shown of it; filters may have left nothing or a placeholder."""
    body, shown = _recorded(response)
    return kept(body, headers), shown


def _recorded(response: JsonValue) -> tuple[bytes, frozenset[Aspect]]:
    """Return the body as it was kept, and what is shown of it."""
    if member(response, "truncated_from") is not None:
        raise EntryError("its body was truncated when it was recorded")
    body = member(response, "body")
    packed = member(body, "base64_string")
    if packed is not None:
        return from_base64(packed), _SHOWN | {Aspect.BYTES}
    text, encoding = member(body, "string"), member(body, "encoding")
    if isinstance(text, bytes):
        return text, _SHOWN | {Aspect.BYTES}
    if isinstance(text, str) and encoding is None:  # from vcrpy, which decodes only what is UTF-8
        return from_packed_text(text) or from_text(text), _SHOWN | {Aspect.BYTES}
    if not isinstance(text, str):
        text = member(response, "content")
    if not isinstance(text, str):
        raise EntryError("its body was not kept")
    return from_decoded(text, encoding), _SHOWN
