"""Descriptions, titles, summaries and tags are the same as before.

What it checks: The texts of schemas, operations, parameters, responses and the document itself.

Why it matters: Prose binds no program, but vendors announce in it what schemas do not say: a limit, an order, a
replacement.

Example: `description: Current status` becomes `description: Current status; see the guide for what it may be`.

Fix: Read what changed; where the text announces a constraint, put it into the schema too.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.comparison.elements import text, texts
from conformance.comparison.evidence import ChangeEvidence, Usage
from conformance.comparison.observation import Change, Impact
from conformance.comparison.policy import annotation_changes
from conformance.contract.effective_schema import DESCRIBED_VALUES
from conformance.model import Level
from conformance.rules.declaration import Declaration

REQUIREMENT = Declaration(level=Level.MAY, source="OpenAPI 3.1 section 4.8 (summary, description, tags)", since="0.3.0")
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
            yield from text(evidence, (keyword, Impact.DOCUMENTATION), at, at, Usage("document"))
