"""An operation that returns a list can return a part of it.

What it checks: Every GET that returns a list without a bound in its schema: a parameter, a `Link` header or a cursor.

Why it matters: A list grows: without pages every client reads all of it each time, until that takes longer than anybody
waits.

Example: `GET /batches` returns an array, without a parameter such as `limit`, a `Link` header or a `next` property.

Fix: Add `limit` and a cursor or `offset`, with a default size.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._lists import Listing, listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="OWASP API4:2023; RFC 8288 section 3 (Link); common sense", since="0.2.0"
)
_PARAMETERS = [
    {"in": "query", "name": "limit", "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}},
    {"in": "query", "name": "offset", "schema": {"type": "integer", "minimum": 0, "default": 0}},
]


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every GET that returns a list without a bound in its schema."""
    told: set[str] = set()
    for each in listings(evidence, "GET"):
        if each.is_bounded(evidence) or each.is_paged(evidence):
            yield Conforming()
        elif each.operation.id not in told:
            told.add(each.operation.id)
            yield _unpaged(evidence, each)


def _unpaged(evidence: DocumentEvidence, listing: Listing) -> Observation:
    pointer = f"{listing.operation.pointer}/parameters"
    has_some = evidence.contract.document.has(pointer)
    names = ", ".join(each.name for each in listing.operation.parameters)
    return quirk(
        pointer if has_some else listing.operation.pointer,
        "no paging",
        f"{listing.operation.id} returns a whole list, and no part of it can be requested",
        "a parameter such as limit, offset, page or cursor, a Link header, or a property such as next",
        f"only {names}" if names else "no parameters",
        snippet(_PARAMETERS if has_some else {"parameters": _PARAMETERS}),
    )
