"""No enum lists a value twice.

What it checks: Every `enum` of every schema.

Why it matters: Generators make two members of one value and fail; one of the two was probably meant to be another.

Example: `enum: [open, paid, open]`.

Fix: Remove the second, or correct it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="JSON Schema 2020-12 validation section 6.1.2 (elements SHOULD be unique)",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the values of every enum; `1` and `true` are different ones."""
    for schema in evidence.of("schema"):
        values = schema.node.get("enum")
        texts = [json.dumps(each, sort_keys=True) for each in values] if isinstance(values, list) else []
        first = {text: index for index, text in reversed(list(enumerate(texts)))}
        repeated = [index for index, text in enumerate(texts) if first[text] < index]
        if texts and not repeated:
            yield Conforming()
        for index in repeated:
            at = f"{schema.pointer}/enum/{index}"
            yield quirk(at, "repeated value", "an enum lists a value twice", "each value once", texts[index][:120])
