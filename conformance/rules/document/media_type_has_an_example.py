"""A JSON answer is shown by an example of the whole.

A reader understands one example sooner than forty properties, and mock servers answer by it.

Fails: `application/json: {schema: {$ref: '#/components/schemas/Thing'}}` where neither it nor `Thing` has an example.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import JsonValue
from conformance.rules.document._branches import branches
from conformance.rules.document._given import has_value, shows_values
from conformance.rules.document._quirk import quirk
from conformance.rules.document._snippet import snippet
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.observation import Observation, Witness

_SCALARS = {"string", "integer", "number", "boolean", "null"}
_MAX_LINES = 60
_DEPTH = 6


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every JSON media type of a response whose schema says something of objects or arrays."""
    for media in evidence.of("media type"):
        schema = evidence.by_pointer.get(f"{media.pointer}/schema")
        of_response = media.owner is not None and media.owner.kind == "response"
        if not of_response or not _is_json(media.name) or schema is None or not _is_composed(evidence, schema):
            continue
        if has_value(media.node, "example") or has_value(media.node, "examples") or shows_values(evidence, schema):
            yield Witness()
            continue
        yield quirk(
            media.pointer,
            "no example",
            f"{media.name} has no example, and its schema has none of the whole",
            "example or examples",
            "none",
            _fix(evidence, schema),
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
    value = _assembled(evidence, schema, 0)
    if value in (None, {}, []) or not evidence.schemas.accepts(schema.pointer, value):
        return "an `example` of a whole answer, with made-up values"
    text = "# put together from the examples of its parts: see that they agree\n" + snippet({"example": value})
    return text if text.count("\n") < _MAX_LINES else "an `example` of a whole answer, with made-up values"


def _assembled(evidence: DocumentEvidence, schema: Element, depth: int) -> JsonValue:
    target = evidence.resolved(schema)
    for given in _given(schema, target):
        if evidence.schemas.accepts(schema.pointer, given):
            return given
    if depth == _DEPTH:
        return None
    for items in branches(evidence, target, "items"):
        item = _assembled(evidence, items, depth + 1)
        return None if item is None else [item]
    built: dict[str, JsonValue] = {}
    for branch in branches(evidence, target, "allOf"):
        part = _assembled(evidence, branch, depth + 1)
        built |= part if isinstance(part, dict) else {}
    for each in evidence.objects.get(target.pointer, ()):
        value = _assembled(evidence, each, depth + 1)
        if value is not None and each.node.get("deprecated") is not True and each.node.get("writeOnly") is not True:
            built[each.name] = value
    return built or None


def _given(*schemas: Element) -> Iterator[JsonValue]:
    for node in (schema.node for schema in schemas):
        yield from (node[keyword] for keyword in ("example", "const", "default") if keyword in node)
        for listed in (node.get("examples"), node.get("enum")):
            yield from listed[:1] if isinstance(listed, list) else ()
