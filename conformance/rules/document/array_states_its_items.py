"""An array says what its items are.

What it checks: Every schema of OpenAPI 3.0 with `type: array`. From 3.1 on `items` may be left out.

Why it matters: Generators refuse such an array, or make it a list of anything.

Example: `tags: {type: array}` in a document of OpenAPI 3.0.

Fix: Add `items` with the schema of an item; `items: {}` allows anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Inapplicable, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.0.3 section 4.7.24.1 (items MUST be present if the type is array)",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every array."""
    if evidence.is_3_1:
        yield Inapplicable("an array without items is sound from OpenAPI 3.1 on")
        return
    for schema in evidence.of("schema"):
        if schema.node.get("type") != "array" or schema.is_reference:
            continue
        if "items" in schema.node:
            yield Conforming()
        else:
            yield quirk(schema, "no items", "an array has no `items`", "items", "type: array alone", "items: {}")
