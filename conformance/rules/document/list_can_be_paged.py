"""An operation that answers with a list can be asked for a part of it.

A list grows; without pages every client reads all of it each time, until the answer takes longer than anyone waits.

Fails: `GET /batches` that answers with an array, without a parameter such as `limit`, a `Link` header or a `next`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._lists import Listing, listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

_PARAMETERS = [
    {"in": "query", "name": "limit", "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}},
    {"in": "query", "name": "offset", "schema": {"type": "integer", "minimum": 0, "default": 0}},
]


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every GET that answers with a list that its schema does not bound."""
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
        f"{listing.operation.id} answers with a whole list, of which no part can be asked for",
        "a parameter such as limit, offset, page or cursor, a Link header, or a property such as next",
        f"only {names}" if names else "no parameters",
        snippet(_PARAMETERS if has_some else {"parameters": _PARAMETERS}),
    )
