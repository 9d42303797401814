"""Every reference leads to something in the document.

What it checks: Every `$ref` and `$dynamicRef`, by JSON pointer, anchor or `$id`, in every file that the document
consists of. What a broken one stands for is not judged; the rest of the document is.

Why it matters: Most tools refuse the whole document for one broken reference; the others take it for "anything goes".

Example: `$ref: "#/components/schemas/Thin"` in a document that has `Thing`.

Fix: Correct the reference, or add what it refers to.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from conformance.contract.document import Document, escape
from conformance.contract.schema_graph import references_in
from conformance.model import JsonValue, Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8.23 (Reference Object); JSON Schema 2020-12 core section 8.2.3",
    since="0.5.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Report every reference that leads nowhere or only back to itself."""
    document = evidence.contract.document
    for pointer, reference in document.broken.items():
        is_circular = document.has(reference)
        message = "a reference leads only back to itself" if is_circular else "a reference leads nowhere"
        fix = "" if is_circular else _nearest(document, reference)
        yield quirk(f"{pointer}/$ref", "broken", message, "something in the document", reference, fix)
    if not document.broken and any(True for _ in references_in(document.data)):
        yield Conforming()


def _nearest(document: Document, reference: str) -> str:
    """Return the reference that is probably meant: to what is there with a similar name; empty without one."""
    section, _, name = reference.rpartition("/")
    named: JsonValue = document.get(section) if section.startswith("#/") else None
    near = difflib.get_close_matches(name, map(escape, named), 1) if isinstance(named, dict) else []
    return f'$ref: "{section}/{near[0]}"' if near else ""
