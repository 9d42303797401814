"""A map with a closed list of keys has them in its schema.

What it checks: Every map in responses that is described as having a closed list of keys, or has one.

Why it matters: Every spelling of a key is valid, and a client that looks for `in-progress` never learns that it got
`in_progress`.

Example: `{type: object, description: Count by status, additionalProperties: {type: integer}}`, which accepts `{"no such
key": 1}`.

Fix: Add `propertyNames` with an `enum` of the keys, or name the keys under `properties`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document import _shapes as shapes
from conformance.rules.document._absurd import absurd, values
from conformance.rules.document._key_lists import is_of_a_list
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="JSON Schema 2020-12 core section 10.3.2.4 (propertyNames); common sense", since="0.2.0"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every map in responses that is described as having a closed list of keys, or has one."""
    places = shapes.Places.of(evidence)
    told: set[str] = set()
    for site in shapes.sites(evidence):
        value = _value(evidence, site)
        if value is None or any(each.pointer in evidence.objects for each in shapes.in_place(evidence, site)):
            continue
        is_closed = places.states(site, "propertyNames", "patternProperties")
        if not is_closed and not is_of_a_list(evidence, site, value):
            continue
        filled = [{"no such key": each} for each in values(shapes.types(evidence, value))]
        accepted = "" if is_closed else absurd(evidence, site.pointer, filled)
        if not accepted:
            yield Conforming()
            continue
        at = shapes.home(evidence, site)
        if at.pointer not in told:
            told.add(at.pointer)
            message = "the keys are from a closed list, and the schema accepts any"
            yield quirk(at, "open keys", message, "propertyNames", accepted, _fix(evidence, site))


def _value(evidence: DocumentEvidence, site: Element) -> Element | None:
    found = (evidence.by_pointer.get(f"{each.pointer}/additionalProperties") for each in shapes.parts(evidence, site))
    return next((each for each in found if each is not None and each.node), None)


def _fix(evidence: DocumentEvidence, site: Element) -> str:
    if not evidence.is_3_1:
        return "name the keys under `properties`, with `additionalProperties: false`"
    examples = [example for each in shapes.parts(evidence, site) for example in _examples(each)]
    keys = list(dict.fromkeys(key for example in examples if isinstance(example, dict) for key in example))
    if not keys:
        return "`propertyNames` with an `enum` of all keys"
    return snippet({"propertyNames": {"enum": keys}}) + "\n# and all the others"


def _examples(schema: Element) -> list[object]:
    listed = schema.node.get("examples")
    return [schema.node.get("example"), *(listed if isinstance(listed, list) else ())]
