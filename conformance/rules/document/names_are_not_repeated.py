"""No object of the document has one name twice.

What it checks: The source of the document, for a second occurrence of a name in one object.

Why it matters: Some parsers keep the first, others the last, others refuse: a whole operation may silently be lost.

Example: Two keys `/things:` under `paths`.

Fix: Merge the two, or remove the one that is outdated.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.document import tokens
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MUST, source="YAML 1.2 section 3.2.1.1 (keys are unique); RFC 8259 section 4", since="0.2.0"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Report every later one of two equal names."""
    document = evidence.contract.document
    for pointer, place in document.duplicates:
        name = tokens(pointer)[-1]
        message = f"the name {name} is given twice; the one on line {place.line} is kept by most parsers"
        yield quirk(pointer, "repeated name", message, "each name once", f"{name} again", "one of the two")
    if not document.duplicates:
        yield Conforming()
