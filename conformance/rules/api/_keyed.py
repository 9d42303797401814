"""Shared by the rules on caches: the successes that required a key, and which header carried it."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Exchange
from conformance.rules.evidence import REFUSED_ANYWAY, Evidence, has_body, is_success

NO_KEY = "the contract asks for no credentials here"


def keyed_successes(evidence: Evidence) -> Iterator[Exchange]:
    """Yield the successes with a body to requests that presented the key."""
    for exchange in filter(is_success, evidence.answers):
        if has_body(exchange) and exchange.case.intent not in REFUSED_ANYWAY:
            yield exchange


def key_header(evidence: Evidence, exchange: Exchange) -> str | None:
    """Return the header that carries the key, in lower case; None where none does."""
    schemes = [scheme for alternative in evidence.operation.security for scheme in alternative]
    sent = {name.lower() for name, _ in exchange.request.headers}
    keyed = {scheme.parameter.lower() for scheme in schemes if scheme.location == "header"}
    keyed |= {"cookie" for scheme in schemes if scheme.location == "cookie"}
    if "authorization" in sent | keyed or any(scheme.kind not in ("apiKey", "mutualTLS") for scheme in schemes):
        return "authorization"
    return min(keyed, default=None)
