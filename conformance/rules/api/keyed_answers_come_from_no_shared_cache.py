"""What requires a key does not come from a shared cache.

What it checks: Every success that required a key: an `Age` above 0, or a header by which a cache says that it had the
answer (`Cache-Status: …; hit`, `X-Cache: HIT` and the like), unless `Vary` keeps the keys apart.

Why it matters: The cache answered without asking the API, so without asking whose key it is: what it had was made for
somebody else.

Example: `Age: 240` with a list of batches.

Fix: Have the cache pass on everything that requires a key, and send `Cache-Control: private`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Aspect, Exchange, Level
from conformance.rules.api._caching import directives, varies_by
from conformance.rules.api._keyed import NO_KEY, key_header, keyed_successes
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="RFC 9111 sections 3.5 and 5.1 (Age); RFC 9211 (Cache-Status)",
    since="0.5.0",
    clause="RFC 9111 section 3.5",
)
NEEDS = (Aspect.HEADERS,)
_SAYING = re.compile(r"(?:[a-z]+-)*cache(?:-status)?")
_HIT = re.compile(r"(?:[\w-]+[ _-])?hit(?:[ ,_].*)?", re.IGNORECASE)
_STATUS_HIT = re.compile(r"[^;,]+(?:;[^,]*)?;\s*hit\b", re.IGNORECASE)


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for what caches say of every success that required a key."""
    if not evidence.operation.needs_credentials:
        yield Inapplicable(NO_KEY)
        return
    for exchange in keyed_successes(evidence):
        said, header = _said(exchange), key_header(evidence, exchange)
        if header is None:
            continue  # in the URL, which distinguishes the answers of two keys
        if not said or varies_by(exchange, header) or "no-cache" in directives(exchange):
            yield Conforming(exchange)
        else:
            message = "a cache answered a request that requires a key"
            yield Deviation(exchange, "cached", message, "an answer of the API itself", said, f"header {said}")


def _said(exchange: Exchange) -> str:
    """Return the header by which a cache says that the answer is its own; empty if none does."""
    assert exchange.response is not None
    age = exchange.response.header("age") or ""
    if age.isdecimal() and age.strip("0"):
        return "Age"
    for name, value in exchange.response.headers:
        pattern = _STATUS_HIT if name.lower() == "cache-status" else _HIT
        if _SAYING.fullmatch(name.lower()) and pattern.match(value.strip()):
            return name.title()
    return ""
