"""A property has a description.

What it checks: Every property but error codes, which `error-code-is-explained` judges.

Why it matters: A name alone lets every reader assume a unit, a time zone or a meaning of their own.

Example: `message: {type: string}`.

Fix: Describe what the property is, with its unit and what it is when unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._described import is_described
from conformance.rules.document._error_codes import error_codes
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MAY, source="JSON Schema 2020-12 validation, section 9.1; common sense", since="0.2.0"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every property but error codes, which have a rule of their own."""
    codes = {each.pointer for each in error_codes(evidence)}
    for each in evidence.properties:
        if each.pointer in codes:
            continue
        if is_described(evidence, each) or "const" in each.node:
            yield Conforming()
            continue
        message = f"nothing says what `{each.name}` is"
        yield quirk(each, "no description", message, "a description", "none", f"description: What {each.name} is")
