"""The document is valid against the schema of its OpenAPI version.

What it checks: The whole document. Unknown fields are for `field-is-known-to-openapi`.

Why it matters: Tools read an invalid document each in their own way, or not at all.

Example: `responses: {'200': {content: {}}}`, which lacks the required `description`.

Fix: Add what is missing, or correct the type, as the finding says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from conformance.contract.document import pointer_to
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._openapi_errors import described, fix
from conformance.rules.document._openapi_schema import errors, unexpected
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(
    level=Level.MUST,
    source="OpenAPI 3.1 section 4.8 and OpenAPI 3.0.3 section 4.7, as the schemas of the OpenAPI Initiative have them",
    since="0.3.0",
)
_SHOWN = 120


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Validate the whole document; unknown fields are for another rule."""
    found = [error for error in errors(evidence) if not unexpected(error)]
    for error in found:
        actual = json.dumps(error.instance, ensure_ascii=False)[:_SHOWN]
        yield quirk(pointer_to(error.instance_path), *described(error), actual, fix(error))
    if not found:
        yield Conforming()
