"""Every member of an enumeration is valid against the rest of its schema.

What it checks: Every member of every `enum`, against the keywords beside it.

Why it matters: A member that breaks the type or the length beside it can never be sent, or the rest of the schema is
wrong.

Example: `{type: string, maxLength: 6, enum: [queued, executed]}`, or `{type: integer, enum: ['1', '2']}`.

Fix: Correct the member or the keyword that excludes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._validity import is_ignored, judged_by_schema
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="JSON Schema 2020-12 validation section 6.1.2; common sense",
    since="0.2.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Judge every member of every enumeration by its schema."""
    for schema in evidence.of("schema"):
        members = schema.node.get("enum")
        if isinstance(members, list) and len(schema.node) > 1 and not is_ignored(evidence, schema, "enum"):
            for index, member in enumerate(members):
                pointer = f"{schema.pointer}/enum/{index}"
                yield from judged_by_schema(evidence, "enum's member", pointer, member, schema.pointer)
