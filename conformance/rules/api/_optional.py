"""Shared by the rules on valid requests: whether one was refused for what the document cannot say of parameters."""

from __future__ import annotations

from conformance.model import Exchange, Intent
from conformance.rules.evidence import Evidence, is_success, status

REFUSES_WITHOUT = "it was sent without optional parameters, of which the API may need one"
_REFUSED = frozenset({400, 422})


def may_need_optional(evidence: Evidence, exchange: Exchange) -> bool:
    """Return whether a valid request may have been refused since it has none of the optional parameters.

    OpenAPI cannot say that at least one of several is needed. It is another matter where no parameter is optional, or
    where another request without any of them succeeds.
    """
    if exchange.case.intent is not Intent.KNOWN or status(exchange) not in _REFUSED:
        return False
    optional = {each.name for each in evidence.operation.parameters if each.location == "query" and not each.required}
    return (
        bool(optional)
        and _is_bare(exchange, optional)
        and not any(is_success(each) and _is_bare(each, optional) for each in evidence.of(Intent.KNOWN))
    )


def _is_bare(exchange: Exchange, optional: set[str]) -> bool:
    return optional.isdisjoint(name for name, _ in exchange.case.query)
