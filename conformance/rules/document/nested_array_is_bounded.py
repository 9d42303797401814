"""An array inside an answer has a greatest length.

One value that grows without end makes every answer that holds it grow, and no page size helps.

Fails: `from_phone_numbers: {type: array, items: {type: string}}` without `maxItems`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document import _shapes as shapes
from conformance.rules.document._lists import listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every array in answers but for the lists that operations answer with, of which another rule speaks."""
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
