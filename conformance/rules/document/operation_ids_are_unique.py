"""No two operations have the same operationId.

Generators make one method of two operations, or fail; a link by the id leads to either.

Fails: `operationId: list` under both `/things` and `/parts`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare the ids of all operations, those of webhooks and callbacks among them."""
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
            f"another id than that of line {line}",
            name,
            "an operationId that says in what the two differ",
        )
