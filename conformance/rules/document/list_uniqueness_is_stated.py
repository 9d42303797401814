"""A list of things that have an id says whether one of them may occur twice.

A client that counts rows, or keeps them by id, has to know; and pages that overlap show as rows that come again.

Fails: an answer `{type: array, items: {properties: {id: …}}}` without `uniqueItems` and without a word on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.rules.document import _shapes as shapes
from conformance.rules.document._lists import Listing, listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.identity import own_id
from conformance.rules.observation import Observation, Witness

_SAID = re.compile(r"\bunique|\bdistinct\b|\bduplicate|\bonce\b|\btwice\b|\brepeat(?:s|ed)?\b|\bdeduplicat")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every GET that answers with a list of objects that have an id of their own."""
    for each in listings(evidence, "GET"):
        name = _own_id(evidence, each)
        if not name:
            continue
        is_stated = any("uniqueItems" in part.node for part in shapes.in_place(evidence, each.site))
        if is_stated or _SAID.search(each.texts(evidence)):
            yield Witness()
            continue
        message = f"nothing says whether two rows may have the same {name}"
        expected = "uniqueItems, or a word on it"
        yield quirk(each.array, "no uniqueness", message, expected, "neither", "uniqueItems: true")


def _own_id(evidence: DocumentEvidence, listing: Listing) -> str | None:
    """Return the property that names an item; None without one."""
    item = listing.item(evidence)
    if item is None:
        return None
    properties = shapes.Whole(item, shapes.parts(evidence, item)).properties(evidence)
    return own_id(properties, evidence.resolved(item).name, listing.operation.path)
