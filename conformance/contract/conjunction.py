"""All that is said of one instance: the keywords of a schema, with those that `$ref` and `allOf` add to it.

Two spellings of one meaning become the same here: a schema moved out or in, all of one, nullable in three ways, a
constant as an enumeration of one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

import jsonschema_rs

from conformance.contract.dialect import from_3_0, is_readable
from conformance.contract.document import Document, escape
from conformance.contract.openapi import Contract
from conformance.contract.references import REFERENCES, local_pointer
from conformance.model import JsonValue

Origins = tuple[str, ...]
"""The pointers of the schemas that one instance is handed to; none where anything goes."""
ANYTHING: Origins = ()

KINDS = frozenset({"string", "integer", "fraction", "boolean", "array", "object", "null"})
"""The types of instances, with numbers taken apart."""
_CHOOSERS = ("anyOf", "oneOf")
_CONDITIONS = {
    "not": ("not",),
    "if": ("if", "then", "else"),
    "contains": ("contains",),
    "propertyNames": ("propertyNames",),
    "unevaluatedProperties": ("unevaluatedProperties",),
    "unevaluatedItems": ("unevaluatedItems",),
}
_FALSE = "false"
_NULLS = ({"type": "null"}, {"type": ["null"]})


@dataclass(frozen=True)
class Said:
    """A keyword's value, and where it stands."""

    value: JsonValue
    pointer: str


@dataclass(frozen=True)
class Chooser:
    """A keyword that chooses among schemas; `{type: null}` among them is told apart."""

    keyword: str
    pointer: str
    branches: tuple[str, ...]
    takes_null: bool


@dataclass(frozen=True)
class Condition:
    """A keyword that judges by other schemas, with those that belong to it."""

    keyword: str
    pointer: str
    schemas: Mapping[str, str]
    """The pointers of the schemas that it judges by."""
    numbers: str
    """What else it goes by, as a text."""


@dataclass(frozen=True)
class _Node:
    """One schema in the later dialect."""

    pointer: str
    keywords: Mapping[str, JsonValue]
    nullable: bool
    """Whether null is let through beside what the schema says."""

    spelled: Mapping[str, str] = field(default_factory=dict)
    """The keywords that are known by another name here: a constant is an enumeration of one."""

    def at(self, keyword: str) -> str:
        """Return the pointer of a keyword."""
        return f"{self.pointer}/{self.spelled.get(keyword, keyword)}"


@dataclass(frozen=True)
class Conjunction:
    """What several schemas say together of one instance."""

    origins: Origins
    nodes: tuple[_Node, ...] = field(repr=False)

    def said(self, *keywords: str) -> tuple[Said, ...]:
        """Return the different values of some keywords with their places."""
        found: dict[str, Said] = {}
        for node in self.nodes:
            for keyword in keywords:
                if keyword in node.keywords:
                    said = Said(node.keywords[keyword], node.at(keyword))
                    found.setdefault(f"{keyword} {canonical_text(said.value)}", said)
        return tuple(found.values())

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The types that an instance may have."""
        kinds = KINDS
        for node in self.nodes:
            if "type" in node.keywords:
                kinds &= _kinds(node.keywords["type"]) | ({"null"} if node.nullable else frozenset())
            if _FALSE in node.keywords:
                kinds = frozenset()
        return kinds

    @cached_property
    def values(self) -> Mapping[str, JsonValue] | None:
        """The values of an allowed type that an instance may have, by their canonical text, where they are listed."""
        lists = [
            {canonical_text(value): value for value in (*listed, *((None,) if node.nullable else ()))}
            for node in self.nodes
            if isinstance(listed := node.keywords.get("enum"), list)
        ]
        if not lists:
            return None
        return {
            text: value
            for text, value in lists[0].items()
            if kind_of(value) in self.kinds and all(text in each for each in lists)
        }

    @cached_property
    def names(self) -> Mapping[str, Said]:
        """The properties that are declared, each where it is declared first."""
        found: dict[str, Said] = {}
        for node in self.nodes:
            for name, schema in _mapping(node.keywords.get("properties")).items():
                found.setdefault(name, Said(schema, f"{node.pointer}/properties/{escape(name)}"))
        return found

    @cached_property
    def required(self) -> Mapping[str, Said]:
        """The properties that have to be there, each where that is said first."""
        found: dict[str, Said] = {}
        for node in self.nodes:
            listed = node.keywords.get("required")
            for name in listed if isinstance(listed, list) else ():
                found.setdefault(str(name), Said(name, f"{node.pointer}/required"))
        return found

    @cached_property
    def is_closed(self) -> bool:
        """Whether other properties than those named are refused."""
        return any(node.keywords.get("additionalProperties") is False for node in self.nodes)

    @cached_property
    def rest(self) -> Origins:
        """What properties have to be that are not named, where any are let through."""
        given = ((node.pointer, node.keywords.get("additionalProperties")) for node in self.nodes)
        return tuple(f"{at}/additionalProperties" for at, schema in given if isinstance(schema, Mapping) and schema)

    @cached_property
    def name_patterns(self) -> Mapping[str, str]:
        """The schemas of properties whose name has a form, by the pattern of the form."""
        return {
            pattern: f"{node.pointer}/patternProperties/{escape(pattern)}"
            for node in self.nodes
            for pattern in _mapping(node.keywords.get("patternProperties"))
        }

    def of_name(self, name: str) -> Origins:
        """Return what the property of a name has to be (JSON Schema core, section 10.3.2)."""
        return tuple(at for node in self.nodes for at in _of_name(node, name))

    @cached_property
    def items(self) -> Origins:
        """What the items have to be that have no place of their own."""
        return tuple(f"{node.pointer}/items" for node in self.nodes if _says_something(node.keywords.get("items")))

    @cached_property
    def places(self) -> int:
        """How many first items have a schema of their own."""
        return max((len(_listed(node.keywords.get("prefixItems"))) for node in self.nodes), default=0)

    def of_index(self, index: int) -> Origins:
        """Return what the item at an index has to be (JSON Schema core, section 10.3.1)."""
        found = []
        for node in self.nodes:
            if index < len(_listed(node.keywords.get("prefixItems"))):
                found.append(f"{node.pointer}/prefixItems/{index}")
            elif _says_something(node.keywords.get("items")):
                found.append(f"{node.pointer}/items")
        return tuple(found)

    @cached_property
    def choosers(self) -> tuple[Chooser, ...]:
        """The keywords that choose among schemas."""
        found = []
        for node in self.nodes:
            for keyword in _CHOOSERS:
                branches = _listed(node.keywords.get(keyword))
                nulls = [branch in _NULLS for branch in branches]
                taken = tuple(f"{node.pointer}/{keyword}/{index}" for index, is_null in enumerate(nulls) if not is_null)
                if branches:
                    found.append(Chooser(keyword, node.at(keyword), taken, any(nulls) or node.nullable))
        return tuple(found)

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The keywords that judge by other schemas than those of the instance's parts."""
        return tuple(each for node in self.nodes for each in _conditions(node))


class Conjunctions:
    """What a contract says of the instances of its schemas; everything is read on first use and kept."""

    def __init__(self, contract: Contract) -> None:
        self.document: Document = contract.document
        self._is_3_0 = contract.version.startswith("3.0.")
        self._known: dict[Origins, Conjunction] = {}
        self._nodes: dict[str, Mapping[str, JsonValue]] = {}
        self._spelled: dict[str, dict[str, str]] = {}
        self._asked: set[str] = set()

    def of(self, origins: Origins) -> Conjunction:
        """Return all that the schemas at some pointers say together."""
        if origins not in self._known:
            self._known[origins] = Conjunction(origins, tuple(self._gather(origins)))
        return self._known[origins]

    def start(self, origins: Origins) -> Origins:
        """Return where schemas that only refer to another lead to: what is shared is then known by one pointer."""
        return tuple(dict.fromkeys(map(self._end, origins)))

    def node(self, pointer: str) -> Mapping[str, JsonValue]:
        """Return the keywords of the schema at a pointer in the later dialect."""
        if pointer not in self._nodes:
            self._nodes[pointer] = self._read(pointer)
        return self._nodes[pointer]

    def _read(self, pointer: str) -> Mapping[str, JsonValue]:
        schema = self.document.at(pointer) if self.document.has(pointer) else {}
        if not isinstance(schema, Mapping):
            return {_FALSE: True} if schema is False else {}
        node = from_3_0(dict(schema)) if self._is_3_0 else dict(schema)
        spelled = self._spelled[pointer] = {}
        if "type" in node:
            node.pop("nullable", None)
            node["type"] = node["type"] if isinstance(node["type"], list) else [node["type"]]
        if "const" in node and "enum" not in node:
            node["enum"] = [node.pop("const")]
            spelled["enum"] = "const"
        if "example" in node and "examples" not in node:
            node["examples"] = [node.pop("example")]
            spelled["examples"] = "example"
        for keyword in _CHOOSERS:
            constants = _constants(node.get(keyword))
            if constants is not None and "enum" not in node:
                node["enum"] = constants
                texts = [
                    branch[each] for branch in node.pop(keyword) for each in ("title", "description") if each in branch
                ]
                node |= {DESCRIBED_VALUES: texts} if texts else {}
                spelled |= {"enum": keyword, DESCRIBED_VALUES: keyword}
        return node

    def _end(self, pointer: str) -> str:
        seen: set[str] = set()
        while pointer not in seen:
            seen.add(pointer)
            node = self.node(pointer)
            if not isinstance(node.get("$ref"), str) or len(node) > 1:
                return pointer
            pointer = self._target(pointer, str(node["$ref"]))
        return pointer

    def _target(self, pointer: str, reference: str) -> str:
        target = local_pointer(reference)
        if not self.document.has(target):
            raise self.document.error(f"$ref leads nowhere: {target}", pointer)
        return target

    def _gather(self, origins: Origins) -> Iterator[_Node]:
        waiting = [(pointer, False) for pointer in origins]
        seen: set[tuple[str, bool]] = set()
        for pointer, beside_null in waiting:
            if (pointer, beside_null) in seen:
                continue
            seen.add((pointer, beside_null))
            node = dict(self.node(pointer))
            inner, null = self._in_place(pointer, node)
            nullable = beside_null or null
            yield _Node(pointer, node, nullable, self._spelled.get(pointer, {}))
            waiting += [(at, nullable) for at in inner]

    def _in_place(self, pointer: str, node: dict[str, JsonValue]) -> tuple[list[str], bool]:
        """Take out what applies to the same instance; return where it stands, and whether null is let through."""
        inner = [self._target(pointer, str(node.pop(key))) for key in REFERENCES if isinstance(node.get(key), str)]
        inner += [f"{pointer}/allOf/{index}" for index in range(len(_listed(node.pop("allOf", ()))))]
        null = self._is_3_0 and node.pop("nullable", None) is True and "type" not in node
        for keyword in _CHOOSERS:
            branches = _listed(node.get(keyword))
            nulls = [branch in _NULLS for branch in branches]
            if branches and len(branches) - sum(nulls) == 1:
                other = f"{pointer}/{keyword}/{nulls.index(False)}"
                if not any(nulls) or self._is_plain(other):
                    del node[keyword]
                    inner.append(other)
                    null = null or any(nulls)
        return inner, null

    def _is_plain(self, pointer: str) -> bool:
        """Tell whether a schema says by types or values that it speaks of no null, so that null stands beside it."""
        if pointer in self._asked:
            return False
        self._asked.add(pointer)
        found = self.of((pointer,))
        self._asked.discard(pointer)
        says_kind = "null" not in found.kinds or found.values is not None
        return says_kind and not found.choosers and not found.said("not", "if")


DESCRIBED_VALUES = "description of values"


def _conditions(node: _Node) -> Iterator[Condition]:
    for keyword, together in _CONDITIONS.items():
        if keyword in node.keywords:
            schemas = {each: f"{node.pointer}/{each}" for each in together if each in node.keywords}
            numbers = {
                each: node.keywords.get(each) for each in ("minContains", "maxContains") if keyword == "contains"
            }
            yield Condition(keyword, node.at(keyword), schemas, canonical_text(numbers))
    named = _mapping(node.keywords.get("dependentSchemas"))
    if named:
        schemas = {name: f"{node.pointer}/dependentSchemas/{escape(name)}" for name in named}
        yield Condition("dependentSchemas", node.at("dependentSchemas"), schemas, "")


def canonical_text(value: JsonValue) -> str:
    """Return a value as a text that is the same for equal values: 1 equals 1.0, members have no order.

    >>> canonical_text({"b": 1.0, "a": True})
    '{"a": true, "b": 1}'
    """
    return json.dumps(_integral(value), sort_keys=True, ensure_ascii=False)


def kind_of(value: JsonValue) -> str:
    """Return the type of an instance, with numbers taken apart."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if value == int(value) else "fraction"
    names = ((str, "string"), (list, "array"), (dict, "object"))
    return next((name for kind, name in names if isinstance(value, kind)), "null")


def _integral(value: JsonValue) -> JsonValue:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return list(map(_integral, value))
    return {name: _integral(part) for name, part in value.items()} if isinstance(value, dict) else value


def _kinds(listed: JsonValue) -> frozenset[str]:
    names = frozenset(map(str, _listed(listed)))
    return (names - {"number"}) | ({"integer", "fraction"} if "number" in names else frozenset())


def _constants(branches: JsonValue) -> list[JsonValue] | None:
    """Return what there is to choose from where every branch is nothing but a constant."""
    listed = _listed(branches)
    if len(listed) < 2 or not all(isinstance(branch, dict) and "const" in branch for branch in listed):
        return None
    if any(branch.keys() - {"const", "title", "description"} for branch in listed):  # type: ignore[attr-defined]
        return None
    return [branch["const"] for branch in listed]  # type: ignore[index]


def _of_name(node: _Node, name: str) -> Iterator[str]:
    found = [f"{node.pointer}/properties/{escape(name)}"] if name in _mapping(node.keywords.get("properties")) else []
    found += [
        f"{node.pointer}/patternProperties/{escape(pattern)}"
        for pattern in _mapping(node.keywords.get("patternProperties"))
        if is_readable(pattern) and _matcher(pattern).is_valid(name)
    ]
    # That an object is closed is told of it itself, and not once more of each property that another schema names.
    if not found and isinstance(node.keywords.get("additionalProperties"), Mapping):
        found += [f"{node.pointer}/additionalProperties"]
    yield from found


@cache
def _matcher(pattern: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern})


def _says_something(schema: JsonValue) -> bool:
    return schema is False or (isinstance(schema, Mapping) and bool(schema))


def _mapping(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, Mapping) else {}


def _listed(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
