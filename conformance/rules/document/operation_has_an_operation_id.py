"""An operation has an operationId.

What it checks: Every operation under `paths`.

Why it matters: Generated clients name their methods by it, and links refer to it; a derived name changes with the path.

Example: `get: {responses: {'200': {description: The things}}}`.

Fix: Add an `operationId` that stays the same when the path changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.openapi import Operation
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._operations import operations
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.10 (tools and libraries may use it to identify an operation)",
    since="0.2.0",
)
_PART = re.compile(r"\{?[A-Za-z0-9]+")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every operation under `paths`."""
    for operation, element in operations(evidence):
        if element.text("operationId").strip():
            yield Conforming()
            continue
        message = f"{operation.id} has no operationId"
        fix = f"operationId: {_name(operation)}"
        yield quirk(element, "no operationId", message, "an operationId", "none", fix)


def _name(operation: Operation) -> str:
    """Return a name that no other method and path gives.

    >>> _name(Operation("GET /a/{b_id}/all", "GET", "/a/{b_id}/all", "", (), {}, ()))
    'getAByBIdAll'
    """
    parts = re.sub(r"\{[^}]*\}", lambda match: "/By/" + match[0].strip("{}"), operation.path)
    return operation.method.lower() + "".join(word[0].upper() + word[1:] for word in _PART.findall(parts))
