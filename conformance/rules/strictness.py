"""The strictness score: the share of corruptions of one field that the document's schemas reject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.contract.schema_graph import subschemas
from conformance.contract.schemas import Path
from conformance.model import JsonValue
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.sample_instance import sample_instance

_MISSING = object()
_OTHER_TYPES: Mapping[str, JsonValue] = {
    "null": None,
    "a boolean": True,
    "a number": 7,
    "a text": "text",
    "an array": [],
    "an object": {},
}


@dataclass(frozen=True)
class Strength:
    """The strictness score of one property."""

    pointer: str
    """The property's schema."""
    rejected: int
    total: int
    accepted: tuple[str, ...]
    """The corruptions that the contract accepts, in words."""


def strengths(evidence: DocumentEvidence) -> list[Strength]:
    """Return the score of every property that a documented JSON response can have, in document order.

    Each property of a realistic response is corrupted in every way that fits its type, one at a time, and the response
    is validated as a whole. A response that the contract rejects before it is corrupted is left out.
    """
    found: dict[str, Strength] = {}
    for pointer in _answers(evidence):
        answer = sample_instance(evidence, pointer)
        if not evidence.schemas.accepts(pointer, answer):
            continue
        for schema, path, value in _properties(evidence, pointer, answer):
            if schema in found:
                continue
            can_be_missing = evidence.by_pointer[schema].is_property
            changes = [(name, new) for name, new in _corruptions(value) if new is not _MISSING or can_be_missing]
            tried = [(name, _replaced(answer, path, new)) for name, new in changes]
            accepted = tuple(name for name, corrupted in tried if evidence.schemas.accepts(pointer, corrupted))
            found[schema] = Strength(schema, len(tried) - len(accepted), len(tried), accepted)
    return [found[each.pointer] for each in evidence.of("schema") if each.pointer in found]


def _answers(evidence: DocumentEvidence) -> Iterator[str]:
    """Yield the schemas of documented responses, each once."""
    schemas = (
        schema
        for operation in evidence.contract.operations
        for response in operation.responses.values()
        for schema in response.media.values()
        if schema is not None
    )
    by_target = {
        evidence.resolved(evidence.by_pointer[each]).pointer: each for each in schemas if each in evidence.by_pointer
    }
    yield from by_target.values()


def _properties(evidence: DocumentEvidence, pointer: str, answer: JsonValue) -> Iterator[tuple[str, Path, JsonValue]]:
    """Yield each property in a response, and each scalar in its lists and maps: schema, path and value."""
    waiting: list[tuple[str, Path, JsonValue]] = [(pointer, (), answer)]
    seen: set[tuple[str, Path]] = set()
    while waiting:
        at, path, value = waiting.pop()
        element = evidence.by_pointer.get(at)
        if element is None or (at, path) in seen:
            continue
        seen.add((at, path))
        is_scalar = not isinstance(value, dict | list) and element.keyword in ("items", "additionalProperties")
        if element.is_property or is_scalar:
            yield at, path, value
        target = evidence.resolved(element)
        branches = subschemas(target.pointer, target.node, ("allOf",))
        waiting += [(each.pointer, path, value) for each in branches]
        if isinstance(value, dict):
            named = evidence.objects.get(target.pointer, ())
            waiting += [(each.pointer, (*path, each.name), value[each.name]) for each in named if each.name in value]
            rest = next((name for name in value if name not in {each.name for each in named}), None)
            if rest is not None:
                waiting.append((f"{target.pointer}/additionalProperties", (*path, rest), value[rest]))
        elif isinstance(value, list) and value:
            waiting.append((f"{target.pointer}/items", (*path, 0), value[0]))


def _corruptions(value: JsonValue) -> Iterator[tuple[str, object]]:
    """Yield the corruptions of a value: the name of each, and the value that replaces it."""
    yield "missing", _MISSING
    for name, other in _OTHER_TYPES.items():
        if not _same_type(value, other):
            yield name, other
    if isinstance(value, str):
        yield "empty", ""
        yield "other text", "no such text \u00e9"
        yield "a line end after it", f"{value}\n"
        yield "blank before it", f" {value}"
        yield "a hundred thousand characters", "x" * 100_000
    elif isinstance(value, bool):
        return
    elif isinstance(value, int | float):
        yield "negative", -1
        yield "2^31", 2**31
        yield "2^63", 2**63
        if isinstance(value, int):
            yield "a fraction", 0.5
    elif isinstance(value, list) and value:
        yield "doubled items", [*value, *value]
        yield "a null item", [*value, None]
    elif isinstance(value, dict):
        yield "an unknown member", {**value, "no such member": next(iter(value.values()), "text")}


def _same_type(value: JsonValue, other: JsonValue) -> bool:
    numbers = (int, float)
    if isinstance(value, bool) or isinstance(other, bool):
        return isinstance(value, bool) and isinstance(other, bool)
    return type(value) is type(other) or (isinstance(value, numbers) and isinstance(other, numbers))


def _replaced(node: JsonValue, path: Path, new: object) -> JsonValue:
    """Return a copy of an instance with another value at a path; only the nodes on the path are copied."""
    if not path:
        return new
    token, *rest = path
    if isinstance(node, list):
        index = int(token)
        return [*node[:index], _replaced(node[index], tuple(rest), new), *node[index + 1 :]]
    assert isinstance(node, dict)
    if not rest and new is _MISSING:
        return {key: value for key, value in node.items() if key != token}
    return {key: _replaced(value, tuple(rest), new) if key == token else value for key, value in node.items()}
