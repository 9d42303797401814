"""Shared by the rules on the headers that the contract declares: which answers have to have them, and their values."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.openapi import Parameter
from conformance.model import Exchange
from conformance.rules.evidence import Evidence

NONE = "the contract declares no response headers here"


def declares_headers(evidence: Evidence) -> bool:
    """Return whether the contract declares a header for any response of the operation."""
    return any(response.headers for response in evidence.operation.responses.values())


def declared_headers(evidence: Evidence) -> Iterator[tuple[Exchange, Parameter]]:
    """Yield every header that the contract declares for the status of an answer; a 429 is an answer here too."""
    for exchange in evidence.exchanges:
        is_limited = exchange.response is not None and exchange.response.status == 429
        if evidence.is_answered(exchange) or is_limited:
            spec = evidence.documented(exchange)
            yield from ((exchange, header) for header in (spec.headers if spec is not None else ()))
