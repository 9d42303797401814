"""Variants of an instance that a schema allows, one for each case that a client may miss; derived, not random."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Sequence
from typing import Any

from conformance.contract.assertions import INTEGER_FORMATS, type_of
from conformance.contract.keywords import CHOOSERS
from conformance.contract.sample_values import OF_FORMAT
from conformance.contract.schema_graph import resolve, subschemas
from conformance.contract.schemas import Path, Schemas
from conformance.model import JsonValue
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.sample_instance import sample_instance

_MAX_LENGTH = 10_000
_MAX_ITEMS = 100
_MAX_NAMED = 60
# Other valid timestamps (RFC 3339), on which clients that slice texts at fixed positions break.
_OTHER_TIMES = ("2024-02-29T23:59:59.999999+05:30", "2024-02-29T04:22:09.5Z", "2016-12-31T23:59:59Z")
_UNKNOWN = "unknown_property"


def variants(evidence: DocumentEvidence, pointer: str) -> Iterator[tuple[str, JsonValue]]:
    """Yield a name and an instance for every variant that the schema at a pointer allows.

    The first has every property, the second only those that are required; then come each optional one missing,
    each member of an enumeration, the bounds of numbers, texts and lists, null, and an undocumented property.
    """
    # An example that is shown in several places is one object: a change in one of them must not be one in all.
    full, schemas = json.loads(json.dumps(sample_instance(evidence, pointer))), evidence.schemas
    seen: set[str] = set()
    for name, instance in _candidates(evidence, pointer, full):
        text = json.dumps(instance, sort_keys=True)
        if text not in seen and schemas.accepts(pointer, instance):
            seen.add(text)
            yield name, instance


def _candidates(evidence: DocumentEvidence, pointer: str, full: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    schemas = evidence.schemas
    yield "every property", full
    yield "required properties only", _sparse(schemas, pointer, full)
    varied: set[str] = set()
    for at, path, part in schemas.reached(pointer, full):
        if at in varied:
            continue  # the first item of a list is enough
        varied.add(at)
        place = "".join(f"/{each}" for each in path)
        for name, value in _parts(evidence, at, part):
            yield f"{place} {name}".strip(), _replaced(full, path, value)


def _sparse(schemas: Schemas, pointer: str, full: JsonValue) -> JsonValue:
    """Return an instance with only the required properties, at any depth."""
    kept = copy.deepcopy(full)
    required = {
        path: _required(schemas, at) for at, path, part in schemas.reached(pointer, full) if isinstance(part, dict)
    }
    for path in sorted(required, key=len, reverse=True):
        owner: Any = _at(kept, path)
        for name in [*owner]:
            if name not in required[path]:
                del owner[name]
    return kept


def _required(schemas: Schemas, pointer: str) -> frozenset[str]:
    said = (
        schemas.value_at(each.pointer) for each in schemas.applying(pointer, "object") if each.keyword == "required"
    )
    return frozenset(name for names in said if isinstance(names, list) for name in names)


def _parts(evidence: DocumentEvidence, pointer: str, part: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """Yield other values for a part of an instance; the caller checks them against the schema."""
    schemas, kind = evidence.schemas, type_of(part)
    read = filter(schemas.reads, schemas.applying(pointer, kind))
    said = {each.keyword: schemas.value_at(each.pointer) for each in read}
    yield from _members(evidence, pointer, said)
    yield from _of_kind(part, said)
    yield "is null", None
    if isinstance(part, dict):
        yield from ((f"without {name}", {key: part[key] for key in part if key != name}) for name in part)
        yield "with a property that the contract does not name", {**part, _UNKNOWN: "text"}


def _members(evidence: DocumentEvidence, pointer: str, said: dict[str, JsonValue]) -> Iterator[tuple[str, JsonValue]]:
    listed = said.get("enum")
    for member in listed[:_MAX_NAMED] if isinstance(listed, list) else ():
        yield f"is {json.dumps(member)}", member
    target, node = resolve(evidence.contract.document, pointer)
    for each in subschemas(target, node, CHOOSERS):
        yield f"is of kind {int(each.name) + 1}", sample_instance(evidence, each.pointer)


def _of_kind(part: JsonValue, said: dict[str, JsonValue]) -> Iterator[tuple[str, JsonValue]]:
    if isinstance(part, bool):
        yield f"is {json.dumps(not part)}", not part
    elif isinstance(part, int | float):
        yield from ((f"is {number}", number) for number in _numbers(said))
    elif isinstance(part, str):
        yield from _texts(part, said)
    elif isinstance(part, list):
        yield from ((f"has {count} items", items) for count, items in _lists(part, said))


def _numbers(said: dict[str, JsonValue]) -> Iterator[int | float]:
    yield 0
    for keyword, step in (("minimum", 0), ("maximum", 0), ("exclusiveMinimum", 1), ("exclusiveMaximum", -1)):
        bound = said.get(keyword)
        if isinstance(bound, int | float) and not isinstance(bound, bool):
            yield bound + step
    bits = INTEGER_FORMATS.get(str(said.get("format")))
    if bits is not None:
        yield from (2**bits - 1, -(2**bits))


def _texts(part: str, said: dict[str, JsonValue]) -> Iterator[tuple[str, str]]:
    yield "is empty", ""
    yield "is in another script", "Ω é 字 🙂"
    for keyword in ("minLength", "maxLength"):
        length = said.get(keyword)
        if isinstance(length, int) and 0 < length <= _MAX_LENGTH:
            yield f"has {length} characters", (part + "x" * length)[:length]
    if said.get("format") == "date-time":
        yield from ((f"is {text}", text) for text in _OTHER_TIMES)
    elif said.get("format") in OF_FORMAT:
        yield "is another one", OF_FORMAT[str(said["format"])]


def _lists(part: Sequence[JsonValue], said: dict[str, JsonValue]) -> Iterator[tuple[int, list[JsonValue]]]:
    bounds = [said.get(keyword) for keyword in ("minItems", "maxItems")]
    for count in (0, 1, 2, *(bound for bound in bounds if isinstance(bound, int) and bound <= _MAX_ITEMS)):
        if part or not count:
            yield count, [copy.deepcopy(part[index % len(part)]) for index in range(count)]


def _at(instance: JsonValue, path: Path) -> Any:
    for token in path:
        instance = instance[token]  # type: ignore[index]
    return instance


def _replaced(instance: JsonValue, path: Path, value: JsonValue) -> JsonValue:
    if not path:
        return value
    copied = copy.deepcopy(instance)
    _at(copied, path[:-1])[path[-1]] = value
    return copied
