"""The texts of an answer, in any structure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from conformance.model import Exchange, JsonValue
from conformance.rules.evidence import Evidence, body, status

# Times, traces and ids: a word with a digit may differ in every answer.
_CHANGING = re.compile(r"[\w.:+/=-]*\d[\w.:+/=-]*")
_LONG_NUMBER = 10_000_000


def strings(value: JsonValue) -> Iterator[str]:
    """Yield every text in a JSON value, except the names of members."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def shown(evidence: Evidence, exchange: Exchange) -> str:
    """Return a body unchanged, then the unescaped texts of its JSON."""
    return "\n".join([body(exchange).decode("utf-8", "replace"), *strings(evidence.value(exchange))])


def said(evidence: Evidence, exchange: Exchange) -> str:
    """Return the texts of an answer, in its body and in its headers."""
    assert exchange.response is not None
    return "\n".join([shown(evidence, exchange), *(value for _, value in exchange.response.headers)])


def comparable(evidence: Evidence, exchange: Exchange) -> tuple[int, JsonValue]:
    """Return the status and the body of an answer, without the requested id and without what may always change."""
    asked = [part for part in re.split("[/=&?]", unquote(exchange.request.url)) if part]
    value = evidence.value(exchange)
    text = body(exchange).decode("utf-8", "replace")
    return status(exchange), _without_changing(text if value is None else value, sorted(asked, key=len, reverse=True))


def _without_changing(value: JsonValue, asked: Sequence[str]) -> JsonValue:
    """Return a value without the requested texts, and without what may change from answer to answer."""
    if isinstance(value, dict):
        return {name: _without_changing(part, asked) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_changing(part, asked) for part in value]
    if isinstance(value, str):
        for part in asked:
            value = re.sub(re.escape(part), "#", value, flags=re.IGNORECASE)
        return _CHANGING.sub("#", value)
    is_changing = isinstance(value, float) or (isinstance(value, int) and abs(value) >= _LONG_NUMBER)
    return "#" if is_changing else value
