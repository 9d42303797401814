"""Every member of an enumeration is valid against the rest of the schema that it stands in.

What it checks: Judge every member of every enumeration by the schema that it stands in.

Why it matters: A member that breaks the type or the format beside it can never be sent: it is listed in vain, or the
rest is wrong.

Example: `{type: string, maxLength: 6, enum: [queued, executed]}`, and `{type: integer, enum: ['1', '2']}`.

Fix: Make the sentence above hold.
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
    source="JSON Schema 2020-12 validation section 6.1.2; common sense (what nothing equals is listed in vain)",
    since="0.2.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Judge every member of every enumeration by the schema that it stands in."""
    for schema in evidence.of("schema"):
        members = schema.node.get("enum")
        if isinstance(members, list) and len(schema.node) > 1 and not is_ignored(evidence, schema, "enum"):
            for index, member in enumerate(members):
                pointer = f"{schema.pointer}/enum/{index}"
                yield from judged_by_schema(evidence, "enum's member", pointer, member, schema.pointer)
