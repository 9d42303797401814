"""A path or query parameter shows what its value looks like.

What it checks: Every path and query parameter, for an example, a default or a list of values.

Why it matters: Readers copy the example to try the operation, and request generators start with it.

Example: `{in: path, name: agent_id, required: true, schema: {type: string, format: uuid}}`.

Fix: Add an `example` with a made-up value.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import JsonValue, Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._absurd import accepts
from conformance.rules.document._given import has_value, shows_values
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.MAY, source="OpenAPI 3.1 section 4.8.12 (example, examples); common sense", since="0.2.0"
)
_OF_FORMAT: dict[str, JsonValue] = {
    "uuid": "0b7e4a52-6c1d-4f3b-9a58-2e1f7c90d4a6",
    "date": "2024-02-29",
    "date-time": "2024-02-29T04:22:09Z",
    "email": "someone@example.com",
    "uri": "https://example.com/a",
    "ipv4": "192.0.2.1",
}


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every path and query parameter for an example, a default or a list of values."""
    for parameter in evidence.of("parameter"):
        if parameter.text("in") not in ("path", "query"):
            continue
        if _has_example(evidence, parameter):
            yield Conforming()
            continue
        name = parameter.text("name")
        message = f"the parameter {name} has no example"
        yield quirk(parameter, "no example", message, "example or examples", "none", _fix(evidence, parameter))


def _has_example(evidence: DocumentEvidence, parameter: Element) -> bool:
    if has_value(parameter.node, "example") or has_value(parameter.node, "examples"):
        return True
    content = parameter.node.get("content")
    for media in content.values() if isinstance(content, dict) else ():
        if has_value(media, "example") or has_value(media, "examples"):
            return True
    schema = evidence.by_pointer.get(f"{parameter.pointer}/schema")
    return schema is not None and shows_values(evidence, schema)


def _fix(evidence: DocumentEvidence, parameter: Element) -> str:
    schema = evidence.by_pointer.get(f"{parameter.pointer}/schema")
    if schema is not None:
        form = evidence.keyword(schema, "format")
        bounds = (evidence.keyword(schema, "minimum"), 1)
        values = [_OF_FORMAT.get(form) if isinstance(form, str) else None, *bounds]
        for value in values:
            if value is not None and evidence.types(schema) and accepts(evidence, schema.pointer, value):
                return snippet({"example": value})
    return f"an `example` of {parameter.text('name')}"
