"""What requires a key is not kept for long.

What it checks: `Cache-Control` of every success that required a key: no `immutable`, and no `max-age` of a day or more,
unless nothing may keep it (`no-store`, `no-cache`).

Why it matters: Rows change, and keys are taken back; a cache that was told that the answer never changes shows the old
rows, to whoever uses that browser next, without asking.

Example: A list of batches with `Cache-Control: max-age=31536000, immutable`, as static files are sent.

Fix: Send `no-store`, or `private` with a `max-age` of seconds.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect, Level
from conformance.rules.api._caching import directives
from conformance.rules.api._keyed import NO_KEY, keyed_successes
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="RFC 9111 section 4.2; RFC 8246 section 2 (immutable)",
    since="0.5.0",
    clause="RFC 9111 section 4.2",
)
NEEDS = (Aspect.HEADERS,)
READS = Reads(headers=frozenset({"cache-control"}))
_LONG = 86_400
"""Seconds of a day."""


def check(evidence: Evidence) -> Iterator[Observation]:
    """Read Cache-Control of every success that required a key."""
    if not evidence.operation.needs_credentials:
        yield Inapplicable(NO_KEY)
        return
    for exchange in keyed_successes(evidence):
        found = directives(exchange)
        age = found.get("max-age", "")
        is_long = age.isdecimal() and (len(age) > 12 or int(age) >= _LONG)
        is_kept = not {"no-store", "no-cache"} & found.keys()
        if is_kept and (is_long or "immutable" in found):
            message = "a cache may show these rows for a day or longer without asking again"
            actual = "immutable" if "immutable" in found else f"max-age={age[:12]}"
            yield Deviation(exchange, "long", message, "no-store, or a short max-age", actual, "header Cache-Control")
        else:
            yield Conforming(exchange)
