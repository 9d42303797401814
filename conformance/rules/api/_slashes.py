"""Shared by the rules on redirects: whether only the last slash of a path is in question."""

from __future__ import annotations

from urllib.parse import urlsplit

from conformance.exchange.addresses import is_moved_by_slash
from conformance.model import Exchange, Intent


def is_respelled(exchange: Exchange) -> bool:
    """Return whether an answer came from the path with another last slash, or a recorded one redirects there."""
    assert exchange.response is not None
    asked = urlsplit(exchange.request.url).path
    is_observed = exchange.case.intent is Intent.OBSERVED
    return asked.endswith("/") is not exchange.case.path.endswith("/") or (
        is_observed and is_moved_by_slash(exchange.request.url, exchange.response)
    )
