"""An example is valid against the schema that it stands for.

Readers copy examples into their tests and mocks; one that the contract itself rejects teaches them a wrong form.

Fails: `format: date-time` with `example: '2024-02-29T04:22:89Z'`: no minute has a second 89.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.contract.schemas import Violation
from conformance.rules.document._examples import Example, examples
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Doubt, Observation, Witness


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Judge every example by its schema, formats asserted."""
    for example in examples(evidence):
        violations = list(evidence.schemas.violations(example.schema, example.value))
        for violation in violations:
            yield _observation(evidence, example, violation)
        if not violations:
            yield Witness()


def _observation(evidence: DocumentEvidence, example: Example, violation: Violation) -> Observation:
    if not violation.judged:
        return Doubt("a pattern of the document takes too long to match")
    keyword = violation.pointer.rpartition("/")[2]
    value = json.dumps(evidence.schemas.value_at(violation.pointer))[:120]
    place = "".join(f"/{token}" for token in violation.path)
    message = f"the example breaks the schema's own `{keyword}`" + (f" at {place}" if place else "")
    shown = json.dumps(violation.instance)[:120]
    actual = f"no {violation.missing}" if violation.missing else shown
    fix = f"an example that keeps `{keyword}: {value}`"
    return quirk(example.pointer, f"{keyword} {place}".strip(), message, f"{keyword}: {value}", actual, fix)
