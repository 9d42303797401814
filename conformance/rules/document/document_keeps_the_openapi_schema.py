"""The document has the form that its version of OpenAPI asks for.

What is missing or of another type is read by every tool in another way, or not at all: a response without a
description, a parameter without a schema.

Fails: `responses: {'200': {content: {}}}`, which lacks the description.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from conformance.contract.document import pointer_to
from conformance.rules.document._openapi_schema import errors, unexpected
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation

_SHOWN = 120


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Judge the whole document; names that OpenAPI does not know are another rule's."""
    found = [error for error in errors(evidence) if not unexpected(error)]
    for error in found:
        kind, message, fix = _told(error)
        actual = json.dumps(error.instance, ensure_ascii=False)[:_SHOWN]
        expected = f"the form of OpenAPI {evidence.contract.version}"
        yield quirk(pointer_to(error.instance_path), kind, message, expected, actual, fix)
    if not found:
        yield Conforming()


def _told(error: Any) -> tuple[str, str, str]:
    """Return an error as a kind, a sentence and a fix."""
    missing = getattr(error.kind, "property", None)
    if missing is not None:
        return f"no {missing}", f"{missing} is missing", f"{missing}: …"
    keyword = str(error.kind.name)
    return keyword, f"this breaks `{keyword}` of the OpenAPI schema", ""
