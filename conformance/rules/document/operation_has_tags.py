"""An operation has a tag.

What it checks: Every operation under `paths`.

Why it matters: Tags group operations in documentation and generated clients; without one the operation is filed under
"default".

Example: `get: {operationId: listThings}`.

Fix: Add `tags` with the resource that the operation is about.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._operations import operations
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(level=Level.MAY, source="OpenAPI 3.1 section 4.8.10 (tags)", since="0.2.0")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every operation under `paths`."""
    for operation, element in operations(evidence):
        if element.node.get("tags"):
            yield Conforming()
            continue
        parts = [part for part in operation.path.split("/") if part and "{" not in part]
        fix = snippet({"tags": [parts[0] if parts else "general"]})
        yield quirk(element, "no tags", f"{operation.id} has no tags", "a tag", "none", fix)
