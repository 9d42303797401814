"""What an answer says in words, whatever it is wrapped in."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange, JsonValue
from conformance.rules.evidence import Evidence, body


def strings(value: JsonValue) -> Iterator[str]:
    """Yield every text in a JSON value; names of members are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def shown(evidence: Evidence, exchange: Exchange) -> str:
    """Return a body as a reader sees it: as it is, then the texts of its JSON without their escapes."""
    return "\n".join([body(exchange).decode("utf-8", "replace"), *strings(evidence.value(exchange))])
