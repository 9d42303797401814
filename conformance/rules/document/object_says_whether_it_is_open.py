"""A response object says whether it may have properties that it does not name.

What it checks: Every object in responses, its composition followed.

Why it matters: Client generators have to guess, and a misspelt property counts as an addition.

Example: `{type: object, properties: {error: {type: integer}}}` without `additionalProperties`.

Fix: Add `additionalProperties: false`, or `true` where clients have to expect more.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import absurd
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.MAY, source="JSON Schema 2020-12 core sections 10.3.2.3 and 11.3; OWASP API3:2023", since="0.2.0"
)
_STATED = ("additionalProperties", "unevaluatedProperties", "propertyNames")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every object in responses, its composition followed."""
    for whole in shapes.wholes(evidence):
        if whole.states(*_STATED):
            yield Conforming()
            continue
        is_composed = len(whole.parts) > 1 and evidence.is_3_1
        keyword = "unevaluatedProperties" if is_composed else "additionalProperties"
        message = "nothing says whether other properties may be added"
        accepted = absurd(evidence, whole.schema.pointer, ({"no such property": 1},)) or "neither is stated"
        expected = f"{keyword}: true or false"
        yield quirk(whole.schema, "open or closed", message, expected, accepted, snippet({keyword: True}))
