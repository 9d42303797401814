"""Everything that applies to one instance: the keywords of a schema, and those that `$ref` and `allOf` add.

Equivalent spellings are normalised: a schema inline or referenced, `allOf` of one, the three ways to allow null, a
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
"""The pointers of the schemas that apply to one instance; empty if any value is allowed."""

KINDS = frozenset({"string", "integer", "fraction", "boolean", "array", "object", "null"})
"""The types of instances, with numbers split into integers and fractions."""
DESCRIBED_VALUES = "description of values"
"""The titles and descriptions of constants that became an enumeration."""
FALSE = "false"
"""The keyword of a schema that refuses everything."""
_INTEGRAL = re.compile(r"[0-9](?:\.0|e)")
"""Found in the text of a float without a fraction."""
NULL: dict[str, JsonValue] = {"type": "null"}
NULLS = (NULL, {"type": ["null"]}, {"const": None}, {"enum": [None]})


@dataclass(frozen=True)
class Said:
    """A keyword's value and its pointer."""

    value: JsonValue
    pointer: str


@dataclass(frozen=True)
class Chooser:
    """A keyword that chooses among schemas; a `{type: null}` among them is kept apart."""

    keyword: str
    pointer: str
    branches: tuple[str, ...]
    takes_null: bool


@dataclass(frozen=True)
class Condition:
    """A keyword that judges by other schemas, and these schemas."""

    keyword: str
    pointer: str
    schemas: Mapping[str, str]
    """The pointers of these schemas, by their paths below the schema that has the keyword."""
    numbers: str
    """Its other parameters, as canonical text."""


@dataclass(frozen=True)
class Node:
    """One schema in the 2020-12 dialect."""

    pointer: str
    keywords: Mapping[str, JsonValue]
    nullable: bool
    """Whether null is allowed besides what the schema accepts."""

    spelled: Mapping[str, str] = field(default_factory=dict)
    """The original names of normalised keywords: a constant is an enumeration of one."""

    def at(self, keyword: str) -> str:
        """Return the pointer of a keyword."""
        return f"{self.pointer}/{self.spelled.get(keyword, keyword)}"


@dataclass(frozen=True)
class EffectiveSchema:
    """What several schemas together require of one instance."""

    origins: Origins
    nodes: tuple[Node, ...] = field(repr=False)

    @cached_property
    def words(self) -> frozenset[str]:
        """The keywords that any of the schemas has."""
        return frozenset().union(*(node.keywords for node in self.nodes))

    def said(self, *keywords: str) -> tuple[Said, ...]:
        """Return the distinct values of some keywords with their pointers."""
        found: dict[str, Said] = {}
        for node in self.nodes if not self.words.isdisjoint(keywords) else ():
            for keyword in keywords:
                if keyword in node.keywords:
                    said = Said(node.keywords[keyword], node.at(keyword))
                    found.setdefault(f"{keyword} {canonical_text(said.value)}", said)
        return tuple(found.values())

    def says(self, keyword: str) -> bool:
        """Return whether a keyword is true in any of the schemas."""
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
        """The listed values that have an allowed type, by their canonical text; None if no values are listed."""
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
        """The declared properties, each at its first declaration."""
        found: dict[str, Said] = {}
        for node in self.nodes:
            for name, schema in mapping_of(node.keywords.get("properties")).items():
                found.setdefault(name, Said(schema, f"{node.pointer}/properties/{escape(name)}"))
        return found

    @cached_property
    def required(self) -> Mapping[str, Said]:
        """The required properties, each at its first occurrence."""
        found: dict[str, Said] = {}
        for node in self.nodes:
            listed = node.keywords.get("required")
            for name in listed if isinstance(listed, list) else ():
                found.setdefault(str(name), Said(name, f"{node.pointer}/required"))
        return found

    @cached_property
    def is_closed(self) -> bool:
        """Whether undeclared properties are rejected."""
        return any(node.keywords.get("additionalProperties") is False for node in self.nodes)

    @cached_property
    def rest(self) -> Origins:
        """The schemas of undeclared properties, where these are allowed."""
        given = ((node.pointer, node.keywords.get("additionalProperties")) for node in self.nodes)
        return tuple(f"{at}/additionalProperties" for at, schema in given if isinstance(schema, Mapping) and schema)

    @cached_property
    def name_patterns(self) -> Mapping[str, str]:
        """The schemas of `patternProperties`, by pattern."""
        return {
            pattern: f"{node.pointer}/patternProperties/{escape(pattern)}"
            for node in self.nodes
            for pattern in mapping_of(node.keywords.get("patternProperties"))
        }

    def of_name(self, name: str) -> Origins:
        """Return the schemas that apply to a property (JSON Schema core, section 10.3.2)."""
        return tuple(at for node in self.nodes for at in _of_name(node, name))

    @cached_property
    def items(self) -> Origins:
        """The schemas of the items after those of `prefixItems`."""
        return tuple(f"{node.pointer}/items" for node in self.nodes if _says_something(node.keywords.get("items")))

    @cached_property
    def places(self) -> int:
        """How many leading items have a schema of their own."""
        return max((len(list_of(node.keywords.get("prefixItems"))) for node in self.nodes), default=0)

    def of_index(self, index: int) -> Origins:
        """Return the schemas that apply to the item at an index (JSON Schema core, section 10.3.1)."""
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
        """The keywords that judge by schemas the instance need not match, such as `not` and `if`."""
        return tuple(each for node in self.nodes for each in _conditions(node))


def _conditions(node: Node) -> Iterator[Condition]:
    for keyword in (each for each in CONDITIONS if each in node.keywords):
        found = subschemas(node.pointer, node.keywords, (keyword, *PARTS[keyword]))
        schemas = {each.pointer.removeprefix(node.pointer): each.pointer for each in found}
        if schemas:
            numbers = [node.keywords.get(each) for each in PARTS[keyword] if not KEYWORDS[each].holds_schemas]
            yield Condition(keyword, node.at(keyword), schemas, canonical_text(numbers))


def canonical_text(value: JsonValue) -> str:
    """Return the canonical text of a value, the same for equal values: 1 equals 1.0, members have no order.

    >>> canonical_text({"b": 1.0, "a": True})
    '{"a": true, "b": 1}'
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    # Most values hold no such number, and searching the text is much faster.
    return json.dumps(_integral(value), sort_keys=True, ensure_ascii=False) if _INTEGRAL.search(text) else text


def kind_of(value: JsonValue) -> str:
    """Return the type of an instance: an integer or a fraction if it is a number."""
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
    # A closed object is reported once, not again for each property that another schema declares.
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
