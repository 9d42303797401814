"""A list is returned in an object, not as a bare array.

What it checks: The list in every successful response.

Why it matters: An object can be extended by a count, a cursor or a warning; a bare array cannot without breaking its
clients.

Example: A response `{type: array, items: …}`.

Fix: Return an object with the list in it, in the next version of the API.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import METHODS
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._lists import listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.MAY, source="common sense", since="0.2.0")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the list in every successful response."""
    for each in listings(evidence, *map(str.upper, METHODS)):
        if each.envelope is not None:
            yield Conforming()
            continue
        message = f"{each.operation.id} returns a bare array"
        fix = "an object that holds the array, such as `{items: […], next: …}`, in the next version of the API"
        yield quirk(each.array, "bare array", message, "an object with the list in it", "type: array", fix)
