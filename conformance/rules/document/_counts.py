"""Which numbers of a document are counts, which are never negative."""

from __future__ import annotations

from conformance.contract.elements import Element
from conformance.rules.counts import maps_counts, named_as_count, says_count
from conformance.rules.document import _shapes as shapes
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import words_of


def is_count(evidence: DocumentEvidence, site: Element) -> bool:
    """Tell whether a number counts something."""
    described, named = shapes.text(evidence, site), words_of(shapes.name(site))
    owner = shapes.name(site.owner) if site.is_property and site.owner is not None else ""
    said = says_count(described, named, words_of(owner))
    if said is not None:
        return said
    if site.is_property or site.keyword == "schema":
        return named_as_count(named, is_integer="integer" in shapes.types(evidence, site))
    if site.keyword == "additionalProperties" and site.owner is not None and not described:
        return maps_counts(shapes.text(evidence, site.owner), named)
    return False
