"""A list is answered in an object, not as a bare array.

What it checks: Look at the list of every successful answer.

Why it matters: To an object a count, a cursor or a warning can be added later; a bare array takes nothing without
breaking its clients.

Example: an answer `{type: array, items: …}`.

Fix: Make the sentence above hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.openapi import METHODS
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._lists import listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation, Witness

REQUIREMENT = Declaration(level=Level.MAY, source="common sense", since="0.2.0")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the list of every successful answer."""
    for each in listings(evidence, *map(str.upper, METHODS)):
        if each.envelope is not None:
            yield Witness()
            continue
        message = f"{each.operation.id} answers with a bare array"
        fix = "an object that holds the array, such as `{items: […], next: …}`, in the next version of the API"
        yield quirk(each.array, "bare array", message, "an object with the list in it", "type: array", fix)
