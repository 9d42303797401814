"""Every value that an enumeration lists is one that the rest of the schema allows.

A member that breaks the type or the format beside it can never be sent: it is listed in vain, or the rest is wrong.

Fails: `{type: string, maxLength: 6, enum: [queued, executed]}`, and `{type: integer, enum: ['1', '2']}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._validity import is_ignored, judged_by_schema
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Judge every member of every enumeration by the schema that it stands in."""
    for schema in evidence.of("schema"):
        members = schema.node.get("enum")
        if isinstance(members, list) and len(schema.node) > 1 and not is_ignored(evidence, schema, "enum"):
            for index, member in enumerate(members):
                pointer = f"{schema.pointer}/enum/{index}"
                yield from judged_by_schema(evidence, "enum's member", pointer, member, schema.pointer)
