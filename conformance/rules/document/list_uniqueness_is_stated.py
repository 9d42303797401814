"""A list of objects with an id states whether one of them may occur twice.

What it checks: Every GET that returns a list of objects with an id of their own.

Why it matters: Clients that count rows or store them by id need to know, and overlapping pages show as repeated rows.

Example: A response `{type: array, items: {properties: {id: …}}}` without `uniqueItems` and without a word on it.

Fix: Say in the description that ids are unique; `uniqueItems` compares whole rows only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._lists import Listing, listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.identity import own_id
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MAY, source="JSON Schema 2020-12 validation section 6.4.3 (uniqueItems); common sense", since="0.2.0"
)
_SAID = re.compile(r"\bunique|\bdistinct\b|\bduplicate|\bonce\b|\btwice\b|\brepeat(?:s|ed)?\b|\bdeduplicat")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every GET that returns a list of objects with an id of their own."""
    for each in listings(evidence, "GET"):
        name = _own_id(evidence, each)
        if not name:
            continue
        is_stated = any("uniqueItems" in part.node for part in shapes.in_place(evidence, each.site))
        if is_stated or _SAID.search(each.texts(evidence)):
            yield Conforming()
            continue
        message = f"nothing says whether two rows may have the same {name}"
        expected = "uniqueItems, or a sentence on it"
        yield quirk(each.array, "no uniqueness", message, expected, "neither", "uniqueItems: true")


def _own_id(evidence: DocumentEvidence, listing: Listing) -> str | None:
    """Return the property that names an item; None without one."""
    item = listing.item(evidence)
    if item is None:
        return None
    properties = shapes.Whole(item, shapes.parts(evidence, item)).properties(evidence)
    return own_id(properties, evidence.resolved(item).name, listing.operation.path)
