"""A schema of OpenAPI 3.1 has its examples under `examples`, not under the deprecated `example`.

What it checks: Every schema with an example, in a document of OpenAPI 3.1.

Why it matters: OpenAPI 3.1 deprecates `example` in schemas in favour of JSON Schema's own keyword, the only one that
its tools read.

Example: `openapi: 3.1.0` and `{type: string, example: customers.csv}`.

Fix: Replace `example: x` with `examples: [x]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.SHOULD,
    source="OpenAPI 3.1 section 4.8.24 (the `example` property has been deprecated in favour of `examples`)",
    since="0.2.0",
)


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every schema with an example, in a document of OpenAPI 3.1."""
    for schema in evidence.of("schema") if evidence.is_3_1 else ():
        if "example" in schema.node:
            fix = snippet({"examples": [schema.node["example"]]})
            message = "`example` in a schema is deprecated in OpenAPI 3.1"
            yield quirk(f"{schema.pointer}/example", "example", message, "examples: a list", "example", fix)
        elif "examples" in schema.node:
            yield Conforming()
