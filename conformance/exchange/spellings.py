"""The ways a text may be written within another: plain, escaped, encoded."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus


def spellings(text: str) -> tuple[str, ...]:
    """Return a text in the usual encodings, always in the same order.

    >>> spellings("a/b")[:4]
    ('a/b', 'a/b', 'a%2Fb', 'a%2Fb')
    """
    raw = text.encode("utf-8", "surrogatepass")
    escaped = json.dumps(text)[1:-1]
    return (
        text,
        quote(raw),
        quote(raw, safe=""),
        quote_plus(raw),
        html.escape(text),
        escaped,
        escaped.replace("/", r"\/"),
        raw.hex(),
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode(),
        *_within_base64(raw),
    )


def _within_base64(raw: bytes) -> Iterator[str]:
    """Yield bytes in base64 after 0, 1 or 2 others, without the ends, which depend on their neighbours."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw).decode().rstrip("=")
        yield encoded[before + (before > 0) : -1]
