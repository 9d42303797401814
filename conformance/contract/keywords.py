"""The keywords of JSON Schema: the dialects that have each, what it holds, and which instances it applies to.

This is the only table: all code that reads, walks or compares schemas uses it, so a new dialect only adds rows.
A keyword that is not in it asserts nothing (JSON Schema core, section 6.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class Dialect(Enum):
    """A dialect of JSON Schema."""

    DRAFT_07 = "draft-07"
    OPENAPI_3_0 = "OpenAPI 3.0"
    DRAFT_2020_12 = "2020-12"
    """Also the dialect of OpenAPI 3.1, which adds annotations to it (section 4.8.24.2)."""


class Role(Enum):
    """The role of a keyword (JSON Schema core, section 7)."""

    IDENTIFIER = "identifier"
    LOCATION = "reserved location"
    ANNOTATION = "annotation"
    ASSERTION = "assertion"
    """Also a keyword that applies subschemas and decides by their results, such as `anyOf`."""
    APPLICATOR = "applicator"
    """A keyword that applies subschemas, each of which asserts for itself."""


class Holds(Enum):
    """The kind of value that a keyword has."""

    VALUE = "a plain value"
    INSTANCES = "instances, in which no name is a keyword"
    REFERENCE = "a reference to a schema"
    SCHEMA = "a schema"
    SCHEMAS = "a list of schemas"
    NAMED = "a map of schemas by name"
    PATTERNED = "a map of schemas by a pattern of names"


class Scope(Enum):
    """What the subschemas of a keyword are applied to."""

    NOTHING = "nothing"
    IN_PLACE = "the same instance"
    CHILD = "a part of the instance"


_OPENAPI = frozenset({Dialect.OPENAPI_3_0, Dialect.DRAFT_2020_12})
_NOT_3_0 = frozenset({Dialect.DRAFT_07, Dialect.DRAFT_2020_12})
_07, _3_0, _2020_12 = (frozenset({each}) for each in Dialect)


@dataclass(frozen=True)
class Keyword:
    """One keyword."""

    name: str
    role: Role
    holds: Holds = Holds.VALUE
    scope: Scope = Scope.NOTHING
    applies_to: str = "any"
    """`any`, or the type of the instances that it applies to; integers are numbers."""
    dialects: frozenset[Dialect] = frozenset(Dialect)
    part_of: str = ""
    """The adjacent keyword without which it has no effect."""
    depends_on_adjacent: bool = False
    """Whether it decides by the schemas of adjacent keywords."""

    @property
    def holds_schemas(self) -> bool:
        """Whether it holds schemas."""
        return self.holds in (Holds.SCHEMA, Holds.SCHEMAS, Holds.NAMED, Holds.PATTERNED)


def _rows(names: str, *what: Any, **more: Any) -> tuple[Keyword, ...]:
    return tuple(Keyword(name, *what, **more) for name in names.split())


_IN_PLACE, _CHILD = Scope.IN_PLACE, Scope.CHILD
_TABLE = (
    *_rows("$id $schema", Role.IDENTIFIER, dialects=_NOT_3_0),
    *_rows("$anchor $dynamicAnchor", Role.IDENTIFIER, dialects=_2020_12),
    *_rows("$defs", Role.LOCATION, Holds.NAMED, dialects=_2020_12),
    # 2020-12 still accepts the older name.
    *_rows("definitions", Role.LOCATION, Holds.NAMED, dialects=_NOT_3_0),
    *_rows("$ref", Role.APPLICATOR, Holds.REFERENCE, _IN_PLACE),
    *_rows("$dynamicRef", Role.APPLICATOR, Holds.REFERENCE, _IN_PLACE, dialects=_2020_12),
    *_rows("allOf", Role.APPLICATOR, Holds.SCHEMAS, _IN_PLACE),
    *_rows("then else", Role.APPLICATOR, Holds.SCHEMA, _IN_PLACE, dialects=_NOT_3_0, part_of="if"),
    *_rows("properties", Role.APPLICATOR, Holds.NAMED, _CHILD, "object"),
    *_rows("patternProperties", Role.APPLICATOR, Holds.PATTERNED, _CHILD, "object", _NOT_3_0),
    *_rows("additionalProperties", Role.APPLICATOR, Holds.SCHEMA, _CHILD, "object"),
    *_rows("prefixItems", Role.APPLICATOR, Holds.SCHEMAS, _CHILD, "array", _2020_12),
    *_rows("items", Role.APPLICATOR, Holds.SCHEMA, _CHILD, "array"),
    *_rows("anyOf oneOf", Role.ASSERTION, Holds.SCHEMAS, _IN_PLACE),
    *_rows("not", Role.ASSERTION, Holds.SCHEMA, _IN_PLACE),
    *_rows("if", Role.ASSERTION, Holds.SCHEMA, _IN_PLACE, dialects=_NOT_3_0, depends_on_adjacent=True),
    *_rows("contains", Role.ASSERTION, Holds.SCHEMA, _CHILD, "array", _NOT_3_0),
    *_rows("propertyNames", Role.ASSERTION, Holds.SCHEMA, _CHILD, "object", _NOT_3_0),
    *_rows("unevaluatedProperties", Role.ASSERTION, Holds.SCHEMA, _CHILD, "object", _2020_12, depends_on_adjacent=True),
    *_rows("unevaluatedItems", Role.ASSERTION, Holds.SCHEMA, _CHILD, "array", _2020_12, depends_on_adjacent=True),
    *_rows("dependentSchemas", Role.ASSERTION, Holds.NAMED, _IN_PLACE, "object", _2020_12),
    # Now `dependentSchemas` and `dependentRequired`.
    *_rows("dependencies", Role.ASSERTION, Holds.NAMED, _IN_PLACE, "object", _07),
    *_rows("type", Role.ASSERTION),
    # The type that a format applies to depends on its name.
    *_rows("format", Role.ASSERTION),
    *_rows("enum", Role.ASSERTION, Holds.INSTANCES),
    *_rows("const", Role.ASSERTION, Holds.INSTANCES, dialects=_NOT_3_0),
    *_rows("pattern minLength maxLength", Role.ASSERTION, applies_to="string"),
    *_rows("multipleOf minimum maximum exclusiveMinimum exclusiveMaximum", Role.ASSERTION, applies_to="number"),
    *_rows("minItems maxItems uniqueItems", Role.ASSERTION, applies_to="array"),
    *_rows(
        "minContains maxContains",
        Role.ASSERTION,
        applies_to="array",
        dialects=_2020_12,
        part_of="contains",
        depends_on_adjacent=True,
    ),
    *_rows("required minProperties maxProperties", Role.ASSERTION, applies_to="object"),
    *_rows("dependentRequired", Role.ASSERTION, applies_to="object", dialects=_2020_12),
    *_rows("description title", Role.ANNOTATION),
    *_rows("examples", Role.ANNOTATION, Holds.INSTANCES, dialects=_NOT_3_0),
    *_rows("default", Role.ANNOTATION, Holds.INSTANCES),
    *_rows("deprecated", Role.ANNOTATION, dialects=_OPENAPI),
    *_rows("readOnly writeOnly", Role.ANNOTATION),
    *_rows("externalDocs", Role.ANNOTATION, dialects=_OPENAPI),
    # It widens `type`, and is read as a part of that.
    *_rows("nullable", Role.ANNOTATION, dialects=_3_0),
    *_rows("discriminator", Role.ANNOTATION, dialects=_OPENAPI),
    *_rows("contentMediaType contentEncoding", Role.ANNOTATION, applies_to="string", dialects=_NOT_3_0),
    *_rows("contentSchema", Role.ANNOTATION, Holds.SCHEMA, applies_to="string", dialects=_2020_12),
    *_rows("xml", Role.ANNOTATION, dialects=_OPENAPI),
    *_rows("example", Role.ANNOTATION, Holds.INSTANCES, dialects=_OPENAPI),
    *_rows("$comment", Role.ANNOTATION, dialects=_NOT_3_0),
)
KEYWORDS = {each.name: each for each in _TABLE}
"""Every keyword by its name."""
FOREIGN = frozenset(each.name for each in _TABLE if each.dialects.isdisjoint(_OPENAPI))
"""The keywords that no version of OpenAPI has: they are ignored."""
_KNOWN = tuple(each for each in _TABLE if each.name not in FOREIGN)
PARTS = {owner.name: tuple(each.name for each in _KNOWN if each.part_of == owner.name) for owner in _KNOWN}
"""For each keyword the adjacent ones that have no effect without it."""
IDENTIFIERS = tuple(each.name for each in _TABLE if each.role is Role.IDENTIFIER and each.name != "$schema")
"""The keywords that give a schema a URI or an anchor; `$schema` names its dialect."""
REFERENCES = tuple(each.name for each in _KNOWN if each.holds is Holds.REFERENCE)
SUBSCHEMAS = tuple(each.name for each in _KNOWN if each.holds_schemas)
"""The keywords that hold schemas."""
APPLICATORS = tuple(
    each.name for each in _KNOWN if each.role is Role.APPLICATOR and each.holds_schemas and not each.part_of
)
"""The keywords whose schemas all apply unconditionally."""
ASSERTIONS = frozenset(each.name for each in _KNOWN if each.role is Role.ASSERTION)
CHOICES = frozenset(
    each.name for each in _KNOWN if each.name in ASSERTIONS and (each.holds_schemas or each.depends_on_adjacent)
)
"""The assertions that decide by schemas under them or under adjacent keywords."""
CHOOSERS = tuple(each.name for each in _KNOWN if each.name in CHOICES and each.holds is Holds.SCHEMAS)
"""The keywords that choose among several schemas."""
CONDITIONS = tuple(each.name for each in _KNOWN if each.name in CHOICES and each.holds in (Holds.SCHEMA, Holds.NAMED))
"""The keywords that judge an instance by schemas that it need not match."""
