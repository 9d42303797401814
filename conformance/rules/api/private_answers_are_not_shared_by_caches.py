"""A response that requires a key is not offered to shared caches.

What it checks: `Cache-Control` and `Vary` of every success that required a key. With `Authorization` only `public`,
`s-maxage` or `must-revalidate` allow storing it (RFC 9111 section 3.5).

Why it matters: A shared cache that stores the response serves it to the next caller, whoever that is.

Example: A list of batches is sent with `Cache-Control: public, max-age=300`.

Fix: Send `Cache-Control: private` or `no-store` with everything that requires a key.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect, Exchange, Level
from conformance.rules.api._caching import allows_sharing, directives, forbids_sharing, never_reuses, varies_by
from conformance.rules.api._https import PLAIN, is_plain, secure_answers
from conformance.rules.api._keyed import NO_KEY, key_header
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import REFUSED_ANYWAY, Evidence, has_body, is_success
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="RFC 9111 sections 3.5 and 5.2.2; RFC 6750 section 5.3",
    since="0.3.0",
    clause="RFC 9111 section 3.5",
)
_AT = "header Cache-Control"
_EXPECTED = "no-store, private or no-cache"

NEEDS = (Aspect.HEADERS,)
READS = Reads(headers=frozenset({"cache-control", "vary"}))


def check(evidence: Evidence) -> Iterator[Observation]:
    """Read Cache-Control of every success that required a key."""
    if is_plain(evidence) or not evidence.operation.needs_credentials:
        yield Inapplicable(PLAIN if is_plain(evidence) else NO_KEY)
        return
    for exchange in filter(is_success, secure_answers(evidence)):
        if has_body(exchange) and exchange.case.intent not in REFUSED_ANYWAY:
            yield from _judge(evidence, exchange)


def _judge(evidence: Evidence, exchange: Exchange) -> Iterator[Observation]:
    found, header = directives(exchange), key_header(evidence, exchange)
    if header is None:  # in the URL, which distinguishes the answers of two keys
        return
    is_open = allows_sharing(found) or header != "authorization"
    if not is_open or forbids_sharing(found) or never_reuses(found) or varies_by(exchange, header):
        yield Conforming(exchange)
    elif allows_sharing(found):
        message = "a shared cache may store what requires a key"
        yield Deviation(exchange, "shared", message, _EXPECTED, ", ".join(sorted(allows_sharing(found))), _AT)
    else:
        message = "no header keeps a shared cache from serving an answer that requires a key"
        yield Deviation(exchange, "not private", message, _EXPECTED, "nothing that forbids it", _AT)
