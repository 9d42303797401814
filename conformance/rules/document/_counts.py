"""Which numbers of a document are counts, and what they count by their names."""

from __future__ import annotations

from conformance.contract.elements import Element
from conformance.rules.counts import maps_counts, named_as_count, says_count
from conformance.rules.document import _shapes as shapes
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import singular, words_of

_OF_COUNTING = frozenset({"count", "counts", "num", "number", "total", "totals", "nr", "n", "quantity"})


def is_count(evidence: DocumentEvidence, site: Element) -> bool:
    """Return whether a number counts something."""
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


def counted_by_name(schema: Element) -> set[str]:
    """Return the words that say what is counted; empty where the name says only that something is."""
    owner = schema.owner
    if schema.is_property:
        own = words_of(schema.name)
        if not _OF_COUNTING & set(own):
            return set()
        names = set(own) - _OF_COUNTING
        return {singular(name) for name in names} | (_around(owner) if names and owner is not None else set())
    if schema.keyword == "additionalProperties" and owner is not None and owner.is_property:
        return {singular(name) for name in words_of(owner.name)} | _around(owner)
    return set()


def _around(owner: Element) -> set[str]:
    """Return the words of the owner of the number: its name, title and description, and those of its own owner."""
    texts = [owner.name, owner.text("title"), owner.text("description")]
    if owner.owner is not None and owner.owner.kind == "schema":
        texts += [owner.owner.name, owner.owner.text("title"), owner.owner.text("description")]
    return {singular(word) for text in texts for word in words_of(text)}
