"""An operation has a tag.

Tags group operations in documentation and in generated clients; without one it stands under "default".

Fails: `get: {operationId: listThings}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._operations import operations
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every operation under `paths`."""
    for operation, element in operations(evidence):
        if element.node.get("tags"):
            yield Conforming()
            continue
        parts = [part for part in operation.path.split("/") if part and "{" not in part]
        fix = snippet({"tags": [parts[0] if parts else "general"]})
        yield quirk(element, "no tags", f"{operation.id} has no tags", "a tag", "none", fix)
