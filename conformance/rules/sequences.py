"""The items of a body that is a sequence: lines of JSON, records of JSON text sequences, and events."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.media_types import MediaType
from conformance.exchange.json_text import JsonText, read_json

MAX_ITEMS = 10_000
"""The most items of one body that are judged."""
_RECORD = b"\x1e"


def items_of(body: bytes, kind: MediaType, *, is_cut: bool) -> list[JsonText]:
    """Return the complete items of a body, up to `MAX_ITEMS` (OpenAPI 3.2 section 4.14.3, sequential media types).

    Args:
        body: Of a sequential media type.
        kind: That type.
        is_cut: Whether the body is the beginning of a stream, whose last item may be incomplete.
    """
    if kind.essence == "text/event-stream":
        return _events(body)
    is_lines = not kind.subtype.endswith("json-seq")
    parts = body.replace(b"\r\n", b"\n").split(b"\n" if is_lines else _RECORD)
    whole = parts[:-1] if is_cut else parts
    return [read_json(part.strip()) for part in [part for part in whole if part.strip()][:MAX_ITEMS]]


def _events(body: bytes) -> list[JsonText]:
    """Return the events that have data as objects of their fields (HTML, server-sent events, section 9.2.6)."""
    text = body.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    *blocks, _ = text.split("\n\n")  # an event ends with a blank line
    events = (dict(_fields(block)) for block in blocks)
    return [JsonText(event, has_value=True, is_parsed=True) for event in events if "data" in event][:MAX_ITEMS]


def _fields(block: str) -> Iterator[tuple[str, object]]:
    data: list[str] = []
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
        elif name in ("event", "id"):
            yield name, value
        elif name == "retry" and value.isascii() and value.isdigit():
            yield name, int(value[:15])
    if data:
        yield "data", "\n".join(data)
