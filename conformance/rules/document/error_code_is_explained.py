"""A property with an error code says what its values mean.

What it checks: Every code-like property of a documented error, for a description or a list of its values.

Why it matters: Clients branch on the code; they need to know whether it is the HTTP status or the vendor's own number,
and which exist.

Example: `error: {type: integer, format: int32}` in the body of a 400.

Fix: Describe the code and list its values in an `enum`, or link to the list.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._described import is_described
from conformance.rules.document._error_codes import error_codes
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="RFC 9457 section 3 (the type identifies the problem); common sense",
    since="0.2.0",
)
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
    """Return whether the description of the object names the property."""
    owner = element.owner
    return owner is not None and f"`{element.name}`" in owner.text("description")
