"""Postman collections 2.0 and 2.1: answers that somebody saved, or wrote, as examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from conformance.exchange.recordings.body import from_decoded, has_body, kept
from conformance.exchange.recordings.entry import (
    MAX_URL,
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
    read_entry,
    status_of,
    url_of,
)
from conformance.exchange.recordings.importer import Importer, Parts
from conformance.model import Aspect, JsonValue, Recorded

# A saved example may have been edited, so it does not show an occurrence.
_SHOWN = frozenset({Aspect.TEXT})
_VARIABLE = re.compile(r"\{\{([^{}]{1,200})\}\}")
_ABSOLUTE = re.compile(r"[A-Za-z]+://|/|\{\{")
_NUMBER = re.compile("[1-9][0-9]{2}(?: |$)")
_STEP = re.compile(r"/:([^/?#]+)")
# One variable may refer to another, which may refer to a third.
_MAX_ROUNDS = 5


def matches(value: JsonValue) -> bool:
    """Return whether a document is a collection, or one as Postman's own API wraps it, and not a report of a run."""
    if member(value, "run") is not None:
        return False
    value = member(value, "collection") or value
    return isinstance(member(value, "info"), Mapping) and isinstance(member(value, "item"), list)


def read(value: JsonValue, place: str) -> Iterator[Entry]:
    """Read the examples of a collection, folder by folder."""
    value = member(value, "collection") or value
    variables = _variables(member(value, "variable"))
    waiting, number = [value], 0
    while waiting:
        node = waiting.pop()
        waiting += reversed(items(member(node, "item")))
        for example in items(member(node, "response")):
            number += 1
            request = member(example, "originalRequest") or member(node, "request")
            yield read_entry(example, f"{place}#{number}", partial(_example, request=request, variables=variables))


IMPORTER = Importer("Postman collection", Parts.WHOLE, matches, read)


def _example(value: JsonValue, place: str, *, request: JsonValue, variables: Mapping[str, str]) -> Recorded:
    if isinstance(request, str):  # the shortest form: a GET of that URL
        request = {"method": "GET", "url": request}
    method, url = method_of(member(request, "method") or "GET"), url_of(written_url(member(request, "url"), variables))
    status = status_of(_code(value))
    headers = headers_of(member(value, "header"))
    text = member(value, "body")
    with asked(method, url):
        body = kept(_text(text), headers) if has_body(method, status) else b""
    return Recorded(
        place=place,
        method=method,
        url=url,
        status=status,
        headers=headers,
        body=body,
        shows=_SHOWN | {Aspect.HEADERS} if is_whole(headers) else _SHOWN,
        request_headers=headers_of(member(request, "header")),
        elapsed=duration_of(member(value, "responseTime")) / 1_000,
    )


def _code(example: JsonValue) -> JsonValue:
    """Return the status of an example; where it has no code, `status`, in which others than Postman write it."""
    code, status = member(example, "code"), member(example, "status")
    return code if code is not None or _NUMBER.match(str(status)) is None else status


def _text(body: JsonValue) -> bytes:
    if not isinstance(body, str):
        raise EntryError("its body was not kept")
    return from_decoded(body)


def headers_of(value: JsonValue) -> Headers:
    """Return headers that are written as an array, or as the lines of one text."""
    if isinstance(value, str):
        pairs = (line.partition(":") for line in value.splitlines())
        return header_list([{"name": name.strip(), "value": text} for name, colon, text in pairs if colon])
    return header_list([each for each in items(value) if member(each, "disabled") is not True], key="key")


def _variables(value: JsonValue) -> dict[str, str]:
    pairs = ((member(each, "key") or member(each, "id"), member(each, "value")) for each in items(value))
    return {str(name): text for name, text in pairs if isinstance(text, str) and len(text) <= MAX_URL}


def written_url(value: JsonValue, variables: Mapping[str, str]) -> str:
    """Return the URL of a request with its variables filled in, without a host that only the user's variables have."""
    written = value if isinstance(value, str) else member(value, "raw")
    if not isinstance(written, str):
        written = _joined(value)
    steps = _variables(member(value, "variable"))
    url = _filled(_STEP.sub(lambda found: f"/{steps.get(found[1], ':' + found[1])}", written[:MAX_URL]), variables)
    return url if _ABSOLUTE.match(url) else f"http://{url}"


def _filled(text: str, variables: Mapping[str, str]) -> str:
    for _ in range(_MAX_ROUNDS):
        if len(text) > MAX_URL:
            break
        text = _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), text)
    return text


def _joined(value: JsonValue) -> str:
    """Return a URL that is written only in parts."""
    protocol, host, port = (member(value, name) for name in ("protocol", "host", "port"))
    place = _parts(host, ".") + (f":{port}" if isinstance(port, str) and port else "")
    path = "/" + _parts(member(value, "path"), "/").lstrip("/")
    pairs = [each for each in items(member(value, "query")) if member(each, "disabled") is not True]
    query = "&".join(f"{name}={text}" for name, text in _variables(pairs).items())
    start = f"{protocol}://" if isinstance(protocol, str) and place else ""
    return f"{start}{place}{path}" + (f"?{query}" if query else "")


def _parts(value: JsonValue, by: str) -> str:
    return value if isinstance(value, str) else by.join(each for each in items(value) if isinstance(each, str))
