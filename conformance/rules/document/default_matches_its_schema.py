"""Every default is valid against its schema.

What it checks: The default of every schema, including those of parameters and headers. A null is read as no default.

Why it matters: Generated clients and servers fill it in: an invalid default makes every request that leaves the value
out invalid.

Example: `{type: integer, maximum: 100, default: 500}`.

Fix: Choose a default that the schema accepts, or correct the schema.
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
    source=(
        "OpenAPI 3.1 section 4.8.24 and OpenAPI 3.0.3 section 4.7.24 (a default has to conform to the type); "
        "JSON Schema 2020-12 validation section 9.2 (it is recommended that a default be valid)"
    ),
    since="0.2.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Judge the default of every schema, including those of parameters and headers; null is read as none."""
    for schema in evidence.of("schema"):
        default = schema.node.get("default")
        if default is not None and not is_ignored(evidence, schema, "default"):
            yield from judged_by_schema(evidence, "default", f"{schema.pointer}/default", default, schema.pointer)
