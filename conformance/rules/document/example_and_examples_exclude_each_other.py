"""A parameter, header or media type has an example or a map of examples, not both.

What it checks: Every parameter, header and media type.

Why it matters: Tools show one of the two, and not all the same one.

Example: `content: {application/json: {example: {}, examples: {one: {value: {}}}}}`.

Fix: Move the example into the map.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 sections 4.8.12, 4.8.14 and 4.8.21 (example and examples are mutually exclusive)",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every element with an example."""
    for element in (each for kind in ("parameter", "header", "media type") for each in evidence.of(kind)):
        given = element.node.keys() & {"example", "examples"}
        if len(given) == 2:
            message = f"a {element.kind} has an example and a map of examples"
            yield quirk(element, "both", message, "one of the two", "example, examples", "the example in the map")
        elif given:
            yield Conforming()
