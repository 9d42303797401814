"""A list is answered in an object, not as a bare array.

To an object a count, a cursor or a warning can be added later; a bare array takes nothing without breaking its clients.

Fails: an answer `{type: array, items: …}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.openapi import METHODS
from conformance.rules.document._lists import listings
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at the list of every successful answer."""
    for each in listings(evidence, *map(str.upper, METHODS)):
        if each.envelope is not None:
            yield Conforming()
            continue
        message = f"{each.operation.id} answers with a bare array"
        fix = "an object that holds the array, such as `{items: […], next: …}`, in the next version of the API"
        yield quirk(each.array, "bare array", message, "an object with the list in it", "type: array", fix)
