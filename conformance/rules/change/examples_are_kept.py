"""Examples are the same as before.

What it checks: The examples of schemas, media types, parameters and headers.

Why it matters: An example often shows what a value really looks like. Where only examples change the contract does not,
which is worth knowing too.

Example: `example: '2024-02-29T04:22:89Z'` becomes `example: '2024-02-29T04:22:09Z'`.

Fix: Check the mocks and tests that were made from the old examples.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import texts
from conformance.comparison.evidence import ChangeEvidence
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import annotation_changes
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(
    level=Level.MAY, source="OpenAPI 3.1 section 4.8.19; JSON Schema 2020-12 validation section 9.5", since="0.3.0"
)
_KINDS = dict.fromkeys(("media type", "parameter", "header"), ("example", "examples"))


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare examples."""
    yield from annotation_changes(evidence, ("examples",), (Impact.DOCUMENTATION, Impact.DOCUMENTATION))
    yield from texts(evidence, _KINDS, Impact.DOCUMENTATION)
