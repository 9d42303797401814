"""Every example is valid against its schema.

What it checks: The examples of schemas, parameters, headers and media types, with formats asserted.

Why it matters: Readers copy examples into their tests and mocks; one that the contract itself rejects teaches them a
wrong form.

Example: `format: date-time` with `example: '2024-02-29T04:22:89Z'`, which has no valid second.

Fix: Correct the example, or the schema where the example is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from conformance.contract.schemas import Violation
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._examples import Example, examples
from conformance.rules.document._validity import judged_by_schema
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.12 (an example should match the specified schema); JSON Schema 2020-12",
    since="0.2.0",
    notable=True,
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Judge every example by its schema, formats asserted."""
    for example in examples(evidence):
        if not _is_written_out(example):
            ignored = partial(_may_be_missing, evidence, example)
            yield from judged_by_schema(evidence, "example", example.pointer, example.value, example.schema, ignored)


def _is_written_out(example: Example) -> bool:
    """Return whether a text stands for a body that JSON cannot show (OpenAPI 3.1 section 4.8.14)."""
    element = example.element
    return element.kind == "media type" and "json" not in element.name.lower() and isinstance(example.value, str)


def _may_be_missing(evidence: DocumentEvidence, example: Example, violation: Violation) -> bool:
    """Return whether a missing property is one that only the API sends: a request has to leave it out."""
    if violation.missing is None or example.schema in evidence.answered:
        return False
    for pointer in (violation.pointer.rpartition("/")[0], example.schema):
        found = evidence.object_of(pointer).get(violation.missing)
        if found is not None and found.keyword("readOnly") is True:
            return True
    return False
