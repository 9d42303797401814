"""A value that one alternative of a `oneOf` accepts is refused by the others.

What it checks: A value made for each alternative, from its own examples and properties, against all of them.

Why it matters: `oneOf` demands exactly one: a value that two accept is invalid, though it was meant by one of them, and
no client can tell which type it is.

Example: `oneOf: [{type: integer}, {type: number}]`: every integer is a number too.

Fix: Write `anyOf`, or give each alternative something of its own: a required property, or a constant in the
discriminator.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.comparison.budget import MAX_EXPANSE, Expanse
from conformance.contract.effective_schemas import EffectiveSchemas
from conformance.contract.schema_graph import subschemas
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.sample_instance import sample_instance

REQUIREMENT = Declaration(
    level=Level.SHOULD, source="JSON Schema 2020-12 core section 10.2.1.3 (exactly one schema)", since="0.5.0"
)
_MAX_ALTERNATIVES = 20


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look for a value of one alternative that another accepts as well."""
    expanse = Expanse(EffectiveSchemas(evidence.contract))
    for schema in evidence.of("schema"):
        places = [each.pointer for each in subschemas(schema.pointer, schema.node, ("oneOf",))]
        sound = [each for each in places[:_MAX_ALTERNATIVES] if _is_judged(evidence, expanse, each)]
        for index, place in enumerate(sound):
            value = sample_instance(evidence, place)
            if not evidence.schemas.accepts(place, value):
                continue
            others = [each for each in sound if each != place and evidence.schemas.accepts(each, value)]
            if not others:
                yield Conforming()
            elif sound.index(others[0]) > index or not _is_mutual(evidence, others[0], place):
                message = f"a value of alternative {_number(place)} is one of alternative {_number(others[0])} too"
                shown = json.dumps(value, ensure_ascii=False)[:120]
                yield quirk(place, "overlap", message, "a value that only one alternative accepts", shown, "anyOf: …")


def _is_judged(evidence: DocumentEvidence, expanse: Expanse, place: str) -> bool:
    """Return whether the engine judges a value by an alternative, and soon: nested choices multiply."""
    is_read = place in evidence.by_pointer and evidence.schemas.reads_all(place)
    return is_read and expanse.of(place) <= MAX_EXPANSE


def _is_mutual(evidence: DocumentEvidence, first: str, second: str) -> bool:
    """Return whether the same overlap has been found from the other side."""
    value = sample_instance(evidence, first)
    return evidence.schemas.accepts(first, value) and evidence.schemas.accepts(second, value)


def _number(pointer: str) -> int:
    return int(pointer.rpartition("/")[2]) + 1
