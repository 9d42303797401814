"""What requires a key is not declared public.

What it checks: `Cache-Control` of every success that required a key: `public`, or `s-maxage` above 0, without
`private`, `no-store`, `no-cache` or a `Vary` that keeps the keys apart.

Why it matters: These directives are the explicit permission to answer a request without the key from what one with the
key got (RFC 9111 section 3.5): the contract's demand for a key ends at the next proxy.

Example: A list of batches with `Cache-Control: public, max-age=300`.

Fix: Send `private` or `no-store` with everything that requires a key.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect, Exchange, Level
from conformance.rules.api._caching import directives, forbids_sharing, never_reuses, varies_by
from conformance.rules.api._keyed import NO_KEY, key_header, keyed_successes
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(level=Level.MUST, source="RFC 9111 section 3.5", since="0.5.0", clause="RFC 9111 section 3.5")
NEEDS = (Aspect.HEADERS,)
READS = Reads(headers=frozenset({"cache-control", "vary"}))


def check(evidence: Evidence) -> Iterator[Observation]:
    """Read Cache-Control of every success that required a key."""
    if not evidence.operation.needs_credentials:
        yield Inapplicable(NO_KEY)
        return
    for exchange in keyed_successes(evidence):
        header, found = key_header(evidence, exchange), directives(exchange)
        if header is None:
            continue  # in the URL, which distinguishes the answers of two keys
        granted = _granted(exchange)
        if not granted or forbids_sharing(found) or never_reuses(found) or varies_by(exchange, header):
            yield Conforming(exchange)
        else:
            message = "the answer lets every cache on the way give it to callers without a key"
            yield Deviation(exchange, "public", message, "private or no-store", granted, "header Cache-Control")


def _granted(exchange: Exchange) -> str:
    """Return the directives that permit callers without a key to be served, without their values."""
    found = directives(exchange)
    shared = found.get("s-maxage", "")
    is_kept = shared.isdecimal() and bool(shared.strip("0"))
    return ", ".join(name for name, given in (("public", "public" in found), ("s-maxage", is_kept)) if given)
