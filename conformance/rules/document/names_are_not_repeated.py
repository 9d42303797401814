"""No object of the document holds one name twice.

Parsers keep the first, keep the last, or refuse; the reader sees both, and a whole operation may silently be lost.

Fails: two keys `/things:` under `paths`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.document import tokens
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Report every later one of two equal names."""
    document = evidence.contract.document
    for pointer, place in document.duplicates:
        name = tokens(pointer)[-1]
        message = f"the name {name} is given twice; the one on line {place.line} is kept by most parsers"
        yield quirk(pointer, "repeated name", message, "each name once", f"{name} again", "one of the two")
    if not document.duplicates:
        yield Conforming()
