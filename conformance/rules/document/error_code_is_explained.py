"""A property that tells a failure by a code says what its values are.

Clients branch on the code; whether it is the HTTP status or a number of the vendor's own decides how, and which exist.

Fails: `error: {type: integer, format: int32}` in the body of a 400.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.rules.document._described import is_described
from conformance.rules.document._error_codes import error_codes
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

_LISTED = ("enum", "const", "oneOf", "anyOf", "title", "externalDocs")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every code-like property of a documented failure for a description or a closed list."""
    for each in error_codes(evidence):
        if is_described(evidence, each) or _is_listed(evidence, each) or _is_told_above(each):
            yield Conforming()
            continue
        yield quirk(
            each,
            "unexplained code",
            f"nothing says what the values of `{each.name}` mean",
            "a description, or an enum of the codes",
            "neither",
            f"description: What went wrong, as … (the HTTP status, or which list of codes {each.name} is from)",
        )


def _is_listed(evidence: DocumentEvidence, element: Element) -> bool:
    return any(evidence.keyword(element, keyword) is not None for keyword in _LISTED) or any(
        key.startswith("x-") and "enum" in key for key in element.node
    )


def _is_told_above(element: Element) -> bool:
    """Tell whether the object that holds the property speaks of it by name."""
    owner = element.owner
    return owner is not None and f"`{element.name}`" in owner.text("description")
