"""An answer whose media type depends on Accept says so by Vary.

What it checks: Successes of our requests for one URL that differ in their media type as their requests differ in
Accept, unless nothing may store them (`no-store`).

Why it matters: A cache, the browser's own among them, gives the stored text to the client that asked for JSON.

Example: JSON or CSV by `Accept`, and no `Vary`.

Fix: Send `Vary: Accept` with each of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Aspect, Exchange, Intent, Level
from conformance.rules.api._caching import directives, varies_by
from conformance.rules.api._where_sent import where_sent
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence, has_body, is_success, media_type
from conformance.rules.observation import Conforming, Deviation, Observation
from conformance.rules.screening import Reads

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="RFC 9110 section 12.5.5 (Vary)", since="0.5.0", clause="RFC 9110 section 12.5.5"
)
NEEDS = (Aspect.HEADERS,)
READS = Reads()


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look at every answer of a URL that has answers of several media types."""
    return where_sent(evidence, _observed(evidence), "no URL was answered in several media types")


def _observed(evidence: Evidence) -> Iterator[Observation]:
    groups: dict[str, list[Exchange]] = {}
    for exchange in filter(is_success, evidence.of(Intent.KNOWN, Intent.OTHER_TYPE)):
        if has_body(exchange) and media_type(exchange) and exchange.request.method == "GET":
            groups.setdefault(exchange.request.url, []).append(exchange)
    for group in groups.values():
        kinds = {media_type(exchange) for exchange in group}
        depends = len(kinds) > 1 and len({_accepted(exchange) for exchange in group}) > 1
        for exchange in group if depends else ():
            if varies_by(exchange, "accept") or "no-store" in directives(exchange):
                yield Conforming(exchange)
            else:
                message = "the media type depends on Accept, and Vary does not say so"
                yield Deviation(exchange, "vary", message, "Vary: Accept", "no Accept in it", "header Vary")


def _accepted(exchange: Exchange) -> tuple[str, ...]:
    return tuple(value for name, value in exchange.request.headers if name.lower() == "accept")
