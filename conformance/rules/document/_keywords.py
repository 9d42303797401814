"""Which keywords of a schema have an effect, in which version of OpenAPI and on which type."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.contract.keywords import FOREIGN, KEYWORDS, Dialect, Role
from conformance.model import JsonValue
from conformance.rules.document_evidence import DocumentEvidence

_USUAL = ("https://spec.openapis.org/oas/3.", "https://json-schema.org/draft/2020-12/schema")
# Where a keyword that only describes has no effect, nothing is lost.
_JUDGING = {name: each for name, each in KEYWORDS.items() if each.role is not Role.ANNOTATION}
_APPLIES_TO = {name: each.applies_to for name, each in _JUDGING.items() if each.applies_to != "any"}
_FORMATS = frozenset({"date-time", "date", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "uuid"})
# Examples are looked for where 3.0 has them.
_UNKNOWN_TO_3_0 = frozenset({"examples"}).union(
    name for name, each in _JUDGING.items() if Dialect.OPENAPI_3_0 not in each.dialects
)
_EXCLUSIVE = ("exclusiveMinimum", "exclusiveMaximum")
# Ignored by 3.0 beside a `$ref`; ignoring a description does no harm.
_LOST = frozenset({*_APPLIES_TO, "enum", "format", "nullable"}) - {"required", "properties"}


def is_of_another_dialect(evidence: DocumentEvidence, schema: Element) -> bool:
    """Return whether a schema is in another dialect than that of its OpenAPI version, by `$schema` or for all."""
    if not evidence.is_3_1:
        return False
    stated: JsonValue = evidence.contract.document.get("#/jsonSchemaDialect")
    owner: Element | None = schema
    while owner is not None and owner.kind == "schema":
        if isinstance(owner.node.get("$schema"), str):
            stated = owner.node["$schema"]
            break
        owner = owner.owner
    return isinstance(stated, str) and not stated.startswith(_USUAL)


def without_effect(schema: Element, *, is_3_1: bool) -> Iterator[tuple[str, str, str]]:
    """Yield the keywords of a schema without effect: keyword, reason, and fix."""
    node = schema.node
    if is_3_1:
        yield from _in_3_1(schema)
    else:
        if isinstance(node.get("$ref"), str):
            lost = [keyword for keyword in node if keyword in _LOST]
            why = "OpenAPI 3.0 ignores keywords beside a `$ref`"
            yield from ((keyword, why, "allOf: the $ref, and the rest beside it") for keyword in lost)
            return
        yield from _in_3_0(schema)
    yield from _of_another_type(schema)


def _in_3_1(schema: Element) -> Iterator[tuple[str, str, str]]:
    node = schema.node
    if node.get("nullable") is True:
        kind = node.get("type")
        fix = f"type: [{kind}, 'null']" if isinstance(kind, str) else "type: [..., 'null'], or null as one of anyOf"
        yield "nullable", "OpenAPI 3.1 does not know it", fix
    for keyword in (each for each in node if each in FOREIGN):
        yield keyword, "OpenAPI 3.1 does not know it", "dependentRequired or dependentSchemas"
    for keyword in _EXCLUSIVE:
        if isinstance(node.get(keyword), bool):
            bound = node.get("minimum" if keyword == "exclusiveMinimum" else "maximum")
            yield keyword, "it is a number in OpenAPI 3.1", f"{keyword}: {bound}" if bound is not None else "a number"


def _in_3_0(schema: Element) -> Iterator[tuple[str, str, str]]:
    node = schema.node
    for keyword in node:
        if keyword in _UNKNOWN_TO_3_0:
            yield keyword, "OpenAPI 3.0 does not know it", _instead_in_3_0(keyword, node[keyword])
    for keyword in _EXCLUSIVE:
        value = node.get(keyword)
        if isinstance(value, int | float) and not isinstance(value, bool):
            bound = "minimum" if keyword == "exclusiveMinimum" else "maximum"
            yield keyword, "it is a boolean in OpenAPI 3.0", f"{bound}: {value}\n{keyword}: true"
    kind = node.get("type")
    if isinstance(kind, list):
        names = [name for name in kind if name != "null"]
        fix = f"type: {names[0]}\nnullable: true" if len(names) == 1 and "null" in kind else "oneOf with one type each"
        yield "type", "it is one name in OpenAPI 3.0", fix


def _instead_in_3_0(keyword: str, value: JsonValue) -> str:
    if keyword == "const" and isinstance(value, str | int | float | bool):
        return f"enum: [{value}]" if not isinstance(value, bool) else f"enum: [{str(value).lower()}]"
    if keyword == "examples" and isinstance(value, list) and value and isinstance(value[0], int | float | str):
        return f"example: {value[0]}"
    return "openapi: 3.1.0, or the rule in the description"


def _of_another_type(schema: Element) -> Iterator[tuple[str, str, str]]:
    stated = schema.node.get("type")
    listed = stated if isinstance(stated, list) else [stated]
    kinds = {"number" if name == "integer" else name for name in listed if isinstance(name, str)}
    if not kinds or not kinds <= {"string", "number", "array", "object", "boolean", "null"}:
        return
    shown = " or ".join(str(name) for name in listed)
    for keyword, value in schema.node.items():
        kind = _APPLIES_TO.get(keyword)
        if kind is not None and kind not in kinds:
            yield keyword, f"it does not apply to {shown}", f"type: {kind}, or no {keyword}"
        elif keyword == "format" and isinstance(value, str) and value in _FORMATS and "string" not in kinds:
            yield keyword, f"{value} does not apply to {shown}", "type: string, or no format"
