"""A schema of OpenAPI 3.1 gives its examples under `examples`.

OpenAPI 3.1 deprecates `example` in a schema in favour of JSON Schema's own keyword; tools for JSON Schema see no other.

Fails: `openapi: 3.1.0` and `{type: string, example: customers.csv}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every schema that gives an example, in a document of OpenAPI 3.1."""
    for schema in evidence.of("schema") if evidence.is_3_1 else ():
        if "example" in schema.node:
            fix = snippet({"examples": [schema.node["example"]]})
            message = "`example` in a schema is deprecated in OpenAPI 3.1"
            yield quirk(f"{schema.pointer}/example", "example", message, "examples: a list", "example", fix)
        elif "examples" in schema.node:
            yield Conforming()
