"""A realistic instance of a schema: the document's own examples, and plausible values elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache

from conformance.contract.elements import Element
from conformance.contract.keywords import CHOOSERS
from conformance.contract.sample_values import OF_FORMAT
from conformance.contract.schema_graph import subschemas
from conformance.exchange.tables import tables_in_memory
from conformance.model import JsonValue
from conformance.rules.document_evidence import DocumentEvidence

MAX_DEPTH = 8
"""The maximum depth of a sample instance: schemas may contain themselves."""
_OF_TYPE: Mapping[str, JsonValue] = {"string": "text", "integer": 7, "number": 7.5, "boolean": True, "null": None}


def sample_instance(evidence: DocumentEvidence, pointer: str, depth: int = 0) -> JsonValue:
    """Return an instance that the schema at a pointer is likely to accept; check it before you rely on it."""
    element = evidence.by_pointer.get(pointer)
    if element is None or not evidence.schemas.has(pointer):
        return _OF_TYPE["string"]
    for value in _given(evidence, element):
        if evidence.schemas.accepts(pointer, value):
            return value
    target = evidence.resolved(element)
    types = evidence.types(target)
    if "object" in types or evidence.objects.get(target.pointer) or "allOf" in target.node:
        return _object(evidence, target, depth)
    if "array" in types:
        items = f"{target.pointer}/items"
        return (
            [sample_instance(evidence, items, depth + 1)] if items in evidence.by_pointer and depth < MAX_DEPTH else []
        )
    for branch in subschemas(target.pointer, target.node, CHOOSERS):
        return sample_instance(evidence, branch.pointer, depth + 1) if depth < MAX_DEPTH else None
    return _scalar(evidence, target, types)


def _given(evidence: DocumentEvidence, element: Element) -> Iterator[JsonValue]:
    """Yield the values that the document itself gives."""
    for node in (element.node, evidence.resolved(element).node):
        yield from (node[keyword] for keyword in ("const", "example", "default") if keyword in node)
        for keyword in ("examples", "enum"):
            listed = node.get(keyword)
            yield from listed if isinstance(listed, list) else ()


def _object(evidence: DocumentEvidence, element: Element, depth: int) -> JsonValue:
    built: dict[str, JsonValue] = {}
    if depth >= MAX_DEPTH:
        return built
    for branch in subschemas(element.pointer, element.node, ("allOf",)):
        part = sample_instance(evidence, branch.pointer, depth + 1)
        built |= part if isinstance(part, dict) else {}
    for each in evidence.objects.get(element.pointer, ()):
        built[each.name] = sample_instance(evidence, each.pointer, depth + 1)
    rest = f"{element.pointer}/additionalProperties"
    if not built and rest in evidence.by_pointer:
        built["name"] = sample_instance(evidence, rest, depth + 1)
    return built


def _scalar(evidence: DocumentEvidence, element: Element, types: frozenset[str]) -> JsonValue:
    node = element.node
    kind = next((each for each in _OF_TYPE if each in types), "string")
    if kind in ("integer", "number"):
        bounds = (node.get("minimum"), node.get("maximum"), node.get("exclusiveMinimum"))
        numbers = [bound for bound in bounds if isinstance(bound, int | float) and not isinstance(bound, bool)]
        candidates: list[JsonValue] = [_OF_TYPE[kind], *numbers, *(number + 1 for number in numbers)]
    elif kind == "string":
        candidates = [OF_FORMAT.get(element.text("format"), "text"), *_of_pattern(element.text("pattern"))]
    else:
        candidates = [_OF_TYPE[kind]]
    accepted = (value for value in candidates if evidence.schemas.accepts(element.pointer, value))
    return next(accepted, candidates[0])


@cache
def _of_pattern(pattern: str) -> tuple[str, ...]:
    """Return a text that matches a pattern; none if Python cannot read it."""
    if not pattern:
        return ()
    import hypothesis  # noqa: PLC0415 - only documents with a pattern and no example pay for it
    from hypothesis import strategies  # noqa: PLC0415

    # Shrinking what was drawn to the shortest text takes a hundred times as long as drawing it.
    drawn = hypothesis.settings(
        derandomize=True, database=None, deadline=None, max_examples=20, phases=[hypothesis.Phase.generate]
    )
    with tables_in_memory(), suppress(Exception):  # an unreadable pattern, or one that nothing matches
        return (hypothesis.find(strategies.from_regex(pattern), str.isprintable, settings=drawn),)
    return ()
