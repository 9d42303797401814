"""Shared by the rules on entity tags: which answers of one URL have strong tags, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from conformance.model import Exchange, Intent
from conformance.rules.api._header_syntax import SYNTAXES
from conformance.rules.evidence import Evidence, has_body, is_undecoded, media_type, status


def strong_tag(exchange: Exchange) -> str | None:
    """Return the strong entity tag of an answer; None if it has none."""
    assert exchange.response is not None
    tag = exchange.response.header("etag") or ""
    return tag if tag.startswith('"') and SYNTAXES["etag"].is_sound(tag) else None


def tagged_pairs(evidence: Evidence) -> Iterator[tuple[Exchange, Exchange]]:
    """Yield the whole answers of each URL to the same media type and coding, each with the next one."""
    groups: dict[tuple[str, ...], list[Exchange]] = {}
    for exchange in evidence.of(Intent.KNOWN, Intent.OTHER_TYPE):
        response = exchange.response
        assert response is not None
        is_whole = status(exchange) == 200 and has_body(exchange) and not response.is_cut
        if is_whole and not is_undecoded(exchange) and strong_tag(exchange):
            coding = response.header("content-encoding") or ""
            key = (exchange.request.method, exchange.request.url, media_type(exchange), coding)
            groups.setdefault(key, []).append(exchange)
    for group in groups.values():
        yield from pairwise(group)
