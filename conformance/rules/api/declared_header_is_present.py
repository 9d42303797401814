"""A header that the contract requires is sent.

What it checks: Every answer whose documented response declares a header with `required: true`; names ignore case. What
proxies and recorders add and remove (`Content-Length`, `Set-Cookie` of a recording) is not judged where it lacks.

Why it matters: A generated client reads the header without asking whether it is there, and raises.

Example: `X-Total-Count` is required for 200, and not sent with an empty list.

Fix: Send it with every answer of that status, or document it without `required`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.openapi import Parameter
from conformance.model import Aspect, Exchange, Intent, Level
from conformance.rules.api._declared_headers import NONE, declared_headers, declares_headers
from conformance.rules.declaration import Declaration
from conformance.rules.evidence import Evidence
from conformance.rules.observation import Conforming, Deviation, Inapplicable, Inconclusive, Observation

REQUIREMENT = Declaration(
    level=Level.MUST, source="OpenAPI 3.1 section 4.8.21 (Header Object)", since="0.5.0", clause="{operation}"
)
NEEDS = (Aspect.HEADERS,)
_OF_THE_WAY = frozenset(
    {"connection", "content-encoding", "content-length", "date", "keep-alive", "server", "transfer-encoding"}
)
"""What belongs to the connection or the framing, which may change on the way."""
_REMOVED = frozenset({"set-cookie", "www-authenticate"})
"""What recorders leave out, since it may hold credentials."""


def check(evidence: Evidence) -> Iterator[Observation]:
    """Look for every required header."""
    if not declares_headers(evidence):
        yield Inapplicable(NONE)
        return
    for exchange, header in declared_headers(evidence):
        if header.required:
            yield _judge(exchange, header)


def _judge(exchange: Exchange, header: Parameter) -> Observation:
    assert exchange.response is not None
    name = header.name.lower()
    if exchange.response.header(name) is not None:
        return Conforming(exchange)
    if name in _OF_THE_WAY or (name in _REMOVED and exchange.case.intent is Intent.OBSERVED):
        return Inconclusive(f"{header.name} is missing, which may have been removed on the way")
    message = f"the required header {header.name} is missing"
    return Deviation(exchange, "missing", message, f"a header {header.name}", "no such header", f"header {header.name}")
