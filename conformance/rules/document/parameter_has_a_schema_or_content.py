"""Every parameter and header has a schema or a content.

What it checks: Every parameter and header of the document, references followed.

Why it matters: Without either no tool knows what may be sent: a `type` beside `name`, as Swagger 2 has it, is ignored.

Example: `{name: page, in: query, type: integer}`.

Fix: Put the type into a schema: `schema: {type: integer}`.
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
    level=Level.MUST,
    source="OpenAPI 3.1 sections 4.8.12 and 4.8.21 (a parameter MUST contain either a schema or a content property)",
    since="0.5.0",
)
_SWAGGER = ("type", "format", "enum", "items", "minimum", "maximum", "pattern", "default")


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every parameter and every header."""
    for element in (*evidence.of("parameter"), *evidence.of("header")):
        given = element.node.keys() & {"schema", "content"}
        if len(given) == 1:
            yield Conforming()
            continue
        schema = {key: element.node[key] for key in _SWAGGER if key in element.node}
        message = f"a {element.kind} has {'both a schema and a content' if given else 'neither a schema nor a content'}"
        fix = "" if given else snippet({"schema": schema or {"type": "string"}})
        actual = ", ".join(sorted(given)) or (f"type: {schema['type']}" if "type" in schema else "neither")
        yield quirk(element, "both" if given else "neither", message, "one of schema and content", actual, fix)
