"""A JSON response has an example of the whole body.

What it checks: Every JSON media type of a response whose schema describes an object or an array.

Why it matters: Readers understand one example sooner than forty properties, and mock servers respond with it.

Example: `application/json: {schema: {$ref: '#/components/schemas/Thing'}}` without an example there or in `Thing`.

Fix: Add one complete response as `example`, with made-up values.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._absurd import accepts
from conformance.rules.document._assembled import assembled
from conformance.rules.document._given import has_value, shows_values
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Conforming, Observation
from conformance.rules.snippet import snippet

REQUIREMENT = Declaration(
    level=Level.MAY, source="OpenAPI 3.1 section 4.8.14 (example, examples); common sense", since="0.2.0"
)
_SCALARS = {"string", "integer", "number", "boolean", "null"}
_MAX_LINES = 60


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every JSON media type of a response whose schema describes an object or an array."""
    # Many operations share one schema.
    fixes: dict[str, str] = {}
    for media in evidence.of("media type"):
        schema = evidence.by_pointer.get(f"{media.pointer}/schema")
        of_response = media.owner is not None and media.owner.kind == "response"
        if not of_response or not _is_json(media.name) or schema is None or not _is_composed(evidence, schema):
            continue
        if has_value(media.node, "example") or has_value(media.node, "examples") or shows_values(evidence, schema):
            yield Conforming()
            continue
        whole = evidence.resolved(schema).pointer
        if whole not in fixes:
            fixes[whole] = _fix(evidence, schema)
        yield quirk(
            media.pointer,
            "no example",
            f"{media.name} has no example, and its schema has none of the whole",
            "example or examples",
            "none",
            fixes[whole],
        )


def _is_json(name: str) -> bool:
    kind = name.partition(";")[0].strip().lower()
    return kind.endswith(("/json", "+json"))


def _is_composed(evidence: DocumentEvidence, schema: Element) -> bool:
    target = evidence.resolved(schema)
    types = evidence.types(target)
    return bool(types - _SCALARS) or any(keyword in target.node for keyword in ("allOf", "anyOf", "oneOf"))


def _fix(evidence: DocumentEvidence, schema: Element) -> str:
    """Return an example of the whole made of those of the properties, where the schema accepts it."""
    value = assembled(evidence, schema)
    if value in (None, {}, []) or not accepts(evidence, schema.pointer, value):
        return "an `example` of a whole answer, with made-up values"
    text = "# assembled from the examples of its parts: check that they agree\n" + snippet({"example": value})
    return text if text.count("\n") < _MAX_LINES else "an `example` of a whole answer, with made-up values"
