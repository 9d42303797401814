"""Shared by the rules on HTTPS: which answers came over it, and why the others cannot be judged."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from conformance.model import Exchange
from conformance.rules.evidence import Evidence

PLAIN = "the requests went over plain HTTP, which is allowed on this machine only"


def is_plain(evidence: Evidence) -> bool:
    """Return whether all answers came over plain HTTP; a log of paths alone does not show the scheme."""
    return bool(evidence.answers) and all(_scheme(exchange) == "http" for exchange in evidence.answers)


def secure_answers(evidence: Evidence) -> Iterator[Exchange]:
    """Yield the answers that came over HTTPS; a TLS failure is not an answer."""
    return (exchange for exchange in evidence.answers if _scheme(exchange) == "https")


def _scheme(exchange: Exchange) -> str:
    return urlsplit(exchange.request.url).scheme.lower()
