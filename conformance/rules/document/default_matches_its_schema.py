"""A default is valid against the schema that it is the default of.

Generated clients and servers fill it in where nothing is given: a default that breaks the schema makes every request
that says nothing a wrong one.

Fails: `{type: integer, maximum: 100, default: 500}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._validity import is_ignored, judged_by_schema
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Judge the default of every schema, those of parameters and headers among them; null stands for none."""
    for schema in evidence.of("schema"):
        default = schema.node.get("default")
        if default is not None and not is_ignored(evidence, schema, "default"):
            yield from judged_by_schema(evidence, "default", f"{schema.pointer}/default", default, schema.pointer)
