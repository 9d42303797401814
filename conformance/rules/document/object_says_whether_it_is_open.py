"""An answered object says whether it may hold more than the properties that it names.

Where it does not, a client generator has to guess, and a property that is spelled wrongly counts as an addition.

Fails: `{type: object, properties: {error: {type: integer}}}` without `additionalProperties`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import absurd
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

_STATED = ("additionalProperties", "unevaluatedProperties", "propertyNames")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every object that answers hold, its composition followed."""
    for whole in shapes.wholes(evidence):
        if whole.states(*_STATED):
            yield Conforming()
            continue
        is_composed = len(whole.parts) > 1 and evidence.is_3_1
        keyword = "unevaluatedProperties" if is_composed else "additionalProperties"
        message = "nothing says whether other properties may come"
        accepted = absurd(evidence, whole.schema.pointer, ({"no such property": 1},)) or "neither is stated"
        expected = f"{keyword}: true or false"
        yield quirk(whole.schema, "open or closed", message, expected, accepted, snippet({keyword: True}))
