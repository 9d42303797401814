"""What people read of the API is what they read.

Prose binds no program, but a vendor announces in it what the schemas do not say: a limit, an order, a replacement.

Fails: `description: Current status` that becomes `description: Current status; see the guide for what it may be`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import text, texts
from conformance.comparison.evidence import ChangeEvidence, Use
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import annotation_changes
from conformance.contract.effective_schema import DESCRIBED_VALUES

_SCHEMA = ("description", "title", "externalDocs", DESCRIBED_VALUES)
_ELEMENTS = {
    "operation": ("summary", "description", "tags", "externalDocs"),
    **dict.fromkeys(("parameter", "request body", "header"), ("description",)),
    "response": ("description", "links"),
    "path item": ("summary", "description"),
    "security scheme": ("description", "bearerFormat"),
}
_INFO = ("title", "summary", "description", "termsOfService", "contact", "license")
_ROOT = ("tags", "externalDocs")


def check(evidence: ChangeEvidence) -> Iterator[Change]:
    """Compare descriptions, titles, summaries and tags."""
    yield from annotation_changes(evidence, _SCHEMA, (Impact.DOCUMENTATION, Impact.DOCUMENTATION))
    yield from texts(evidence, _ELEMENTS, Impact.DOCUMENTATION)
    for at, keywords in (("#/info", _INFO), ("#", _ROOT)):
        for keyword in keywords:
            yield from text(evidence, (keyword, Impact.DOCUMENTATION), at, at, Use("document"))
