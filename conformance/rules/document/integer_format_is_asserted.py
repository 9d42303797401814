"""The range that a number's format implies is in its schema too.

What it checks: Every number in responses that has a format with a range, such as int32.

Why it matters: `format` is an annotation: validators let 2147483648 pass as an int32, and a client that stores it in 32
bits fails.

Example: `{type: integer, format: int32}` without `minimum` and `maximum`.

Fix: Add `minimum` and `maximum`; the finding gives the values.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._counts import is_count
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.MAY,
    source="JSON Schema 2020-12 validation section 7.2.1 (format is an annotation); OWASP API4:2023",
    since="0.2.0",
)
# These bound nothing that JSON can write, or bound it by precision.
_UNBOUNDED = frozenset({"float", "double", "decimal", "decimal128", "single-byte", "double-int", "integer", "number"})
_BITS = {"int8": 8, "int16": 16, "int32": 32, "int64": 64, "uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64}
_LOWER, _UPPER = ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every number in responses that has a format."""
    places = shapes.Places.of(evidence)
    seen: set[str] = set()
    for site in shapes.sites(evidence):
        stated = next((each for each in shapes.parts(evidence, site) if each.text("format")), None)
        found = shapes.types(evidence, site)
        if stated is None or stated.pointer in seen or not found or not found <= {"integer", "number"}:
            continue
        form = stated.text("format")
        if form in _UNBOUNDED:
            continue
        seen.add(stated.pointer)
        is_listed = places.states(site, "enum", "const")
        if is_listed or (places.states(site, *_LOWER) and places.states(site, *_UPPER)):
            yield Conforming()
            continue
        message = f"`format: {form}` is an annotation that validators do not assert, and nothing else bounds the number"
        expected = "minimum and maximum"
        fix = _fix(form, is_unsigned=form.startswith("u") or is_count(evidence, site))
        yield quirk(f"{stated.pointer}/format", "annotation only", message, expected, f"format: {form} alone", fix)


def _fix(form: str, *, is_unsigned: bool) -> str:
    if form not in _BITS:
        return "a `minimum` and a `maximum` that say what the format means"
    bits = _BITS[form]
    high = 2 ** (bits if form.startswith("u") else bits - 1) - 1
    return snippet({"minimum": 0 if is_unsigned else -high - 1, "maximum": high})
