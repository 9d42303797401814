"""An operation declares a header for the remaining rate limit, or for when to retry.

What it checks: The headers of all responses of every operation.

Why it matters: A client that knows them slows down by itself; any other can only guess how long to wait.

Example: An operation whose responses declare no header such as `Retry-After` or `RateLimit-Remaining`.

Fix: Declare `Retry-After` with the 429, or the `RateLimit` headers with every response, and send them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.openapi import Operation
from conformance.model import JsonValue, Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document._responses import is_of_all, listed
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.MAY, source="OWASP API4:2023; RFC 9110 section 10.2.3; RFC 6585 section 4", since="0.2.0"
)
_LIMIT = re.compile(r"retry-after|(x-)?(.+-)?rate-?limit(-.+)?", re.IGNORECASE)
_FIX = {"headers": {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 0}}}}


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for such a header in any response of every operation."""
    asked = [operation for operation in evidence.contract.operations if operation.responses]
    named = {operation.id: _names(evidence, operation) for operation in asked}
    lacking = [each for each in asked if not any(map(_LIMIT.fullmatch, named[each.id]))]
    expected = "Retry-After, RateLimit or X-RateLimit-* in a response"
    if is_of_all(lacking, len(asked)):
        message = f"no response of {len(asked)} operations declares a header on the rate limit"
        yield quirk("#/paths", "no header", message, expected, listed(lacking), snippet(_FIX))
        return
    for operation in asked:
        if operation not in lacking:
            yield Conforming()
            continue
        names = named[operation.id]
        message = f"no response of {operation.id} declares a header on the rate limit"
        actual = f"only {', '.join(sorted(names))}" if names else "no headers"
        yield quirk(f"{operation.pointer}/responses", "no header", message, expected, actual, snippet(_FIX))


def _names(evidence: DocumentEvidence, operation: Operation) -> set[str]:
    nodes = (evidence.contract.document.at(response.pointer) for response in operation.responses.values())
    return {name for node in nodes for name in _headers(node)}


def _headers(response: JsonValue) -> list[str]:
    headers = response.get("headers") if isinstance(response, dict) else None
    return list(headers) if isinstance(headers, dict) else []
