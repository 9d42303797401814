"""The integers of one object all have a format if some have one.

What it checks: Every response object with two or more integers, including those in its maps and lists.

Why it matters: A generator gives the one without a format another type: counts that are to be added have different
types.

Example: `valid_contacts` and `total_contacts` with `format: int32` beside a map of counts that are integers only.

Fix: Add the same `format` to the others, or bounds on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.MAY, source="OpenAPI 3.1 section 4.4 (data types); common sense", since="0.2.0")
_LISTED = ("enum", "const")
_LOWER, _UPPER = ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every response object with two or more integers, including those in its maps and lists."""
    places = shapes.Places.of(evidence)
    for pointer, properties in evidence.objects.items():
        if pointer not in evidence.answered:
            continue
        integers = [each for one in properties for each in _integers(evidence, one)]
        formats = [next((str(form) for form in places.values(each, "format")), "") for each in integers]
        stated = [form for form in formats if form]
        if not stated or len(integers) == 1:
            continue
        usual = max(stated, key=stated.count)
        for each, form in zip(integers, formats, strict=True):
            is_bounded = places.states(each, *_LOWER) and places.states(each, *_UPPER)
            if form or is_bounded or places.states(each, *_LISTED):
                yield Conforming()
                continue
            fix = f"format: {usual}"
            message = f"other integers of the object have `{fix}`, and this one has no format"
            yield quirk(each, "no format", message, fix, "type: integer alone", fix)


def _integers(evidence: DocumentEvidence, site: Element) -> Iterator[Element]:
    """Yield a property that is an integer, or the values of one that is a map or list of integers."""
    held = [site]
    for keyword in ("additionalProperties", "items"):
        held += [each for each in [evidence.by_pointer.get(f"{site.pointer}/{keyword}")] if each is not None]
    yield from (each for each in held if shapes.types(evidence, each) == {"integer"})
