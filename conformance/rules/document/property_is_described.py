"""A property has a description.

A name alone lets every reader assume a unit, a zone or a meaning of his own.

Fails: `message: {type: string}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._described import is_described
from conformance.rules.document._error_codes import error_codes
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every property, but for the codes of failures, which have a rule of their own."""
    codes = {each.pointer for each in error_codes(evidence)}
    for each in evidence.properties:
        if each.pointer in codes:
            continue
        if is_described(evidence, each) or "const" in each.node:
            yield Conforming()
            continue
        message = f"nothing says what `{each.name}` is"
        yield quirk(each, "no description", message, "a description", "none", f"description: What {each.name} is")
