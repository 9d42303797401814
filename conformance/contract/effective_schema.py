"""All that is said of one instance: the keywords of a schema, with those that `$ref` and `allOf` add to it.

Two spellings of one meaning become the same here: a schema moved out or in, all of one, nullable in three ways, a
constant as an enumeration of one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

import jsonschema_rs

from conformance.contract.dialect import is_readable
from conformance.contract.document import escape
from conformance.contract.keywords import CHOOSERS, CONDITIONS, KEYWORDS, PARTS
from conformance.contract.schema_graph import subschemas
from conformance.model import JsonValue

Origins = tuple[str, ...]
"""The pointers of the schemas that one instance is handed to; none where anything goes."""

KINDS = frozenset({"string", "integer", "fraction", "boolean", "array", "object", "null"})
"""The types of instances, with numbers taken apart."""
DESCRIBED_VALUES = "description of values"
"""What constants to choose from say of themselves, once they are an enumeration."""
FALSE = "false"
"""The keyword of a schema that refuses everything."""
_INTEGRAL = re.compile(r"[0-9](?:\.0|e)")
"""What the text of a float without a fraction holds."""
NULL: dict[str, JsonValue] = {"type": "null"}
NULLS = (NULL, {"type": ["null"]}, {"const": None}, {"enum": [None]})


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
    """The pointers of the schemas that it judges by, by their places below the schema that has it."""
    numbers: str
    """What else it goes by, as a text."""


@dataclass(frozen=True)
class Node:
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
class EffectiveSchema:
    """What several schemas say together of one instance."""

    origins: Origins
    nodes: tuple[Node, ...] = field(repr=False)

    @cached_property
    def words(self) -> frozenset[str]:
        """The keywords that any of the schemas has."""
        return frozenset().union(*(node.keywords for node in self.nodes))

    def said(self, *keywords: str) -> tuple[Said, ...]:
        """Return the different values of some keywords with their places."""
        found: dict[str, Said] = {}
        for node in self.nodes if not self.words.isdisjoint(keywords) else ():
            for keyword in keywords:
                if keyword in node.keywords:
                    said = Said(node.keywords[keyword], node.at(keyword))
                    found.setdefault(f"{keyword} {canonical_text(said.value)}", said)
        return tuple(found.values())

    def says(self, keyword: str) -> bool:
        """Tell whether any of the schemas says that something is so."""
        return any(node.keywords.get(keyword) is True for node in self.nodes)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The types that an instance may have."""
        kinds = KINDS
        for node in self.nodes:
            if "type" in node.keywords:
                kinds &= _kinds(node.keywords["type"]) | ({"null"} if node.nullable else frozenset())
            if FALSE in node.keywords:
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
            for name, schema in mapping_of(node.keywords.get("properties")).items():
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
            for pattern in mapping_of(node.keywords.get("patternProperties"))
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
        return max((len(list_of(node.keywords.get("prefixItems"))) for node in self.nodes), default=0)

    def of_index(self, index: int) -> Origins:
        """Return what the item at an index has to be (JSON Schema core, section 10.3.1)."""
        found = []
        for node in self.nodes:
            if index < len(list_of(node.keywords.get("prefixItems"))):
                found.append(f"{node.pointer}/prefixItems/{index}")
            elif _says_something(node.keywords.get("items")):
                found.append(f"{node.pointer}/items")
        return tuple(found)

    @cached_property
    def choosers(self) -> tuple[Chooser, ...]:
        """The keywords that choose among schemas."""
        found = []
        for node in self.nodes:
            for keyword in CHOOSERS:
                branches = list_of(node.keywords.get(keyword))
                nulls = [branch in NULLS for branch in branches]
                taken = tuple(f"{node.pointer}/{keyword}/{index}" for index, is_null in enumerate(nulls) if not is_null)
                if branches:
                    found.append(Chooser(keyword, node.at(keyword), taken, any(nulls) or node.nullable))
        return tuple(found)

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The keywords that judge by other schemas than those of the instance's parts."""
        return tuple(each for node in self.nodes for each in _conditions(node))


def _conditions(node: Node) -> Iterator[Condition]:
    for keyword in (each for each in CONDITIONS if each in node.keywords):
        found = subschemas(node.pointer, node.keywords, (keyword, *PARTS[keyword]))
        schemas = {each.pointer.removeprefix(node.pointer): each.pointer for each in found}
        if schemas:
            numbers = [node.keywords.get(each) for each in PARTS[keyword] if not KEYWORDS[each].holds_schemas]
            yield Condition(keyword, node.at(keyword), schemas, canonical_text(numbers))


def canonical_text(value: JsonValue) -> str:
    """Return a value as a text that is the same for equal values: 1 equals 1.0, members have no order.

    >>> canonical_text({"b": 1.0, "a": True})
    '{"a": true, "b": 1}'
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    # Most values hold no such number, and to look for one in the text is much faster.
    return json.dumps(_integral(value), sort_keys=True, ensure_ascii=False) if _INTEGRAL.search(text) else text


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
    names = frozenset(map(str, list_of(listed)))
    return (names - {"number"}) | ({"integer", "fraction"} if "number" in names else frozenset())


def _of_name(node: Node, name: str) -> Iterator[str]:
    found = [f"{node.pointer}/properties/{escape(name)}"] if name in mapping_of(node.keywords.get("properties")) else []
    found += [
        f"{node.pointer}/patternProperties/{escape(pattern)}"
        for pattern in mapping_of(node.keywords.get("patternProperties"))
        if is_readable(pattern) and _matcher(pattern).is_valid(name)
    ]
    # That an object is closed is told of it itself, and not once more of each property that another schema names.
    if not found and isinstance(node.keywords.get("additionalProperties"), dict):
        found += [f"{node.pointer}/additionalProperties"]
    yield from found


@cache
def _matcher(pattern: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)


def _says_something(schema: JsonValue) -> bool:
    return schema is False or (isinstance(schema, Mapping) and bool(schema))


def mapping_of(value: JsonValue) -> Mapping[str, JsonValue]:
    """Return an object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def list_of(value: JsonValue) -> list[JsonValue]:
    """Return an array; an empty one for anything else."""
    return value if isinstance(value, list) else []
