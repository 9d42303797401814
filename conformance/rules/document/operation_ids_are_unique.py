"""No two operations have the same operationId.

What it checks: The ids of all operations, including those of webhooks and callbacks.

Why it matters: Generators merge the two operations into one method, or fail; a link by the id may lead to either.

Example: `operationId: list` under both `/things` and `/parts`.

Fix: Rename one of the two.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MUST, source="OpenAPI 3.1 section 4.8.10 (the id MUST be unique among all operations)", since="0.2.0"
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the ids of all operations, including those of webhooks and callbacks."""
    first: dict[str, Element] = {}
    for operation in evidence.of("operation"):
        name = operation.text("operationId")
        if not name:
            continue
        if first.setdefault(name, operation) is operation:
            yield Conforming()
            continue
        line = evidence.contract.document.position(f"{first[name].pointer}/operationId").line
        yield quirk(
            f"{operation.pointer}/operationId",
            "repeated operationId",
            f"the operationId {name} is given twice",
            f"another id than the one on line {line}",
            name,
            "an operationId that says how the two differ",
        )
