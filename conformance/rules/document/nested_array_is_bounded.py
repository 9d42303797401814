"""An array inside a response has a maximum length.

What it checks: Every array in responses but the lists that operations return, which `list-is-bounded` judges.

Why it matters: A value that grows without bound makes every response with it grow, and no page size helps.

Example: `from_phone_numbers: {type: array, items: {type: string}}` without `maxItems`.

Fix: Add `maxItems` with the limit that the server enforces.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._lists import listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MAY, source="OWASP API4:2023; JSON Schema 2020-12 validation section 6.4.1 (maxItems)", since="0.2.0"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every array in responses but the lists that operations return, which have a rule of their own."""
    places = shapes.Places.of(evidence)
    seen = {each.array.pointer for each in listings(evidence, "GET")}
    for site in shapes.sites(evidence):
        at = evidence.resolved(site)
        if at.pointer in seen or shapes.types(evidence, site) != {"array"}:
            continue
        item = shapes.items(evidence, site)
        is_listed = item is not None and places.states(item, "enum", "const")
        if is_listed or places.states(site, "maxItems", "prefixItems", "enum", "const"):
            yield Conforming()
            continue
        seen.add(at.pointer)
        yield quirk(at, "unbounded", "the array may have any length", "maxItems", "none", "maxItems: 100")
