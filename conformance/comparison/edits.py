"""The differences of an older and a newer effective schema, keyword by keyword."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.comparison.effects import NEUTRAL, UNKNOWN, Effect, bounds, formats, patterns, steps, values
from conformance.contract.effective_schema import (
    DESCRIBED_VALUES,
    KINDS,
    EffectiveSchema,
    Origins,
    Said,
    canonical_text,
)
from conformance.contract.keywords import KEYWORDS, Role

Pair = tuple[Origins, Origins]
"""The older and the newer schemas that apply to one instance."""


Step = tuple[str, str]
"""From an instance to one of its parts: `property`, `pattern`, `rest`, `item` or `items`, and which one."""
ALTERNATIVE: Step = ("alternative", "")
"""From a chooser to one of its alternatives, which judges the same instance."""
Hop = tuple[Step, Pair]
"""A step, and the schemas that it leads to."""


@dataclass(frozen=True)
class Edit:
    """One difference of one keyword."""

    keyword: str
    """The keyword, or a name for what is not a keyword: `null`, `property`, `alternative`."""
    old: tuple[Said, ...]
    new: tuple[Said, ...]
    effect: Effect
    detail: str = ""
    """The property, pattern or branch that it is about."""


# Each group is compared as a whole: two keywords can express one bound.
_GROUPS = {
    "minimum": ("minimum", "exclusiveMinimum"),
    "maximum": ("maximum", "exclusiveMaximum"),
    "minLength": ("minLength",),
    "maxLength": ("maxLength",),
    "minItems": ("minItems",),
    "maxItems": ("maxItems",),
    "minProperties": ("minProperties",),
    "maxProperties": ("maxProperties",),
    "multipleOf": ("multipleOf",),
    "uniqueItems": ("uniqueItems",),
    "format": ("format",),
    "pattern": ("pattern",),
    "enum": ("enum",),
}
_NUMBERS = frozenset({"integer", "fraction"})
_OBJECTS = frozenset({"object"})
_KINDS = {"any": KINDS, "number": _NUMBERS}
_JUDGED = {
    **{each: _KINDS.get(kind := KEYWORDS[each].applies_to, frozenset({kind})) for each in _GROUPS},
    "format": frozenset({"string", *_NUMBERS}),
}
"""The types of instances that each group applies to: if neither version allows these, it has no effect."""
_EFFECTS = {"multipleOf": steps, "format": formats, "pattern": patterns, "enum": values}
# `example` is read as one of `examples`.
_UNCOMPARED = ("example", "$comment")
ANNOTATED = (
    *(each.name for each in KEYWORDS.values() if each.role is Role.ANNOTATION and each.name not in _UNCOMPARED),
    DESCRIBED_VALUES,
)
"""Keywords that reject no instance."""
_SWITCHES = frozenset({"deprecated", "readOnly", "writeOnly"})
_CODINGS = ("format", "contentMediaType", "contentEncoding")
_CODED = {
    "binary": ("contentMediaType", "application/octet-stream"),
    "byte": ("contentEncoding", "base64"),
    "base64": ("contentEncoding", "base64"),
    "base64url": ("contentEncoding", "base64url"),
}
"""The formats of OpenAPI 3.0 for encoded bytes, with the equivalent keywords (OpenAPI 3.1, 4.4.2)."""


def edits(old: EffectiveSchema, new: EffectiveSchema) -> Iterator[Edit]:
    """Yield the differences in the keywords for one instance; its parts are compared separately."""
    # In Python True == 1, so the representations are compared too.
    if old.nodes == new.nodes and repr(old.nodes) == repr(new.nodes):
        return
    words = old.words | new.words
    yield from _types(old, new)
    for group, keywords in _GROUPS.items():
        is_covered = _is_covered_by_type(_JUDGED[group], old, new) or _is_coded_alike(group, old, new)
        if words.isdisjoint(keywords) or is_covered:
            continue
        before, after = old.said(*keywords), new.said(*keywords)
        if _texts(before) != _texts(after):
            is_judged = bool(_JUDGED[group] & old.kinds & new.kinds)
            effect = _EFFECTS.get(group, bounds)(group, old, new) if is_judged else NEUTRAL
            yield Edit(group, before, after, effect)
    if not _is_covered_by_type(_OBJECTS, old, new):
        yield from _required(old, new)
        yield from _properties(old, new)
        yield from _openness(old, new)
        yield from _name_patterns(old, new)
    for keyword in (each for each in ANNOTATED if each in words and each != "discriminator"):
        before, after = old.said(keyword), new.said(keyword)
        is_same = old.says(keyword) == new.says(keyword) if keyword in _SWITCHES else _texts(before) == _texts(after)
        if not (is_same or _is_coded_alike(keyword, old, new)):
            yield Edit(keyword, before, after, NEUTRAL)


def parts(old: EffectiveSchema, new: EffectiveSchema) -> Iterator[tuple[Step, Pair]]:
    """Yield the schemas of the parts that an instance has in both documents, each with its step."""
    if "object" in old.kinds & new.kinds:
        for name in (each for each in old.names if each in new.names):
            yield ("property", name), (old.of_name(name), new.of_name(name))
        if not (old.is_closed or new.is_closed):
            yield ("rest", ""), (old.rest, new.rest)
        for pattern in (each for each in old.name_patterns if each in new.name_patterns):
            yield ("pattern", pattern), ((old.name_patterns[pattern],), (new.name_patterns[pattern],))
    if "array" in old.kinds & new.kinds:
        for index in range(max(old.places, new.places)):
            yield ("item", str(index)), (old.of_index(index), new.of_index(index))
        yield ("items", ""), (old.items, new.items)


def _types(old: EffectiveSchema, new: EffectiveSchema) -> Iterator[Edit]:
    before, after = old.kinds, new.kinds
    said = old.said("type"), new.said("type")
    null = frozenset({"null"})
    if before - null != after - null:
        yield Edit("type", *said, Effect(bool(before - after - null), bool(after - before - null)))
    # If one of them has no `type`, null is one of many added or removed types.
    if ("null" in before) != ("null" in after) and KINDS not in (before, after):
        yield Edit("null", *said, Effect("null" in before, "null" in after))


def _is_covered_by_type(kinds: frozenset[str], old: EffectiveSchema, new: EffectiveSchema) -> bool:
    """Return whether only one document allows some types: the edit of `type` then covers their keywords."""
    return bool(kinds & old.kinds) != bool(kinds & new.kinds)


def _required(old: EffectiveSchema, new: EffectiveSchema) -> Iterator[Edit]:
    # `required` applies to objects only.
    takes_objects = "object" in old.kinds & new.kinds
    for name, said in old.required.items():
        if name not in new.required:
            yield Edit("required", (said,), (), Effect(narrows=False, widens=takes_objects), name)
    for name, said in new.required.items():
        if name not in old.required:
            yield Edit("required", (), (said,), Effect(narrows=takes_objects, widens=False), name)
    before, after = old.said("dependentRequired"), new.said("dependentRequired")
    if _texts(before) != _texts(after):
        yield Edit("dependentRequired", before, after, opaque(before, after))


def _properties(old: EffectiveSchema, new: EffectiveSchema) -> Iterator[Edit]:
    for name, said in old.names.items():
        if name not in new.names:
            yield Edit("property", (said,), (), Effect(new.is_closed, not new.is_closed), name)
    for name, said in new.names.items():
        if name not in old.names:
            yield Edit("property", (), (said,), Effect(not old.is_closed, old.is_closed), name)


def _openness(old: EffectiveSchema, new: EffectiveSchema) -> Iterator[Edit]:
    before, after = old.said("additionalProperties"), new.said("additionalProperties")
    if old.is_closed != new.is_closed:
        yield Edit("additionalProperties", before, after, Effect(new.is_closed, old.is_closed))
    elif bool(before) != bool(after) and not (old.rest or new.rest):
        yield Edit("additionalProperties", before, after, NEUTRAL)


def _name_patterns(old: EffectiveSchema, new: EffectiveSchema) -> Iterator[Edit]:
    for pattern in dict.fromkeys((*old.name_patterns, *new.name_patterns)):
        is_new = pattern in new.name_patterns
        if is_new and pattern in old.name_patterns:
            continue
        said = (Said(pattern, (new if is_new else old).name_patterns[pattern]),)
        before, after = ((), said) if is_new else (said, ())
        yield Edit("patternProperties", before, after, Effect(is_new, not is_new), pattern)


def opaque(before: tuple[Said, ...], after: tuple[Said, ...]) -> Effect:
    """Return the effect of a keyword of which only its presence is compared."""
    if not before or not after:
        return Effect(narrows=bool(after), widens=bool(before))
    return UNKNOWN


def _is_coded_alike(keyword: str, old: EffectiveSchema, new: EffectiveSchema) -> bool:
    """Return whether the other document declares the same encoding, if perhaps by another keyword."""
    if keyword not in _CODINGS:
        return False
    one, other = _codings(old), _codings(new)
    return _codings(old, keyword) <= other and _codings(new, keyword) <= one


def _codings(said: EffectiveSchema, *keywords: str) -> frozenset[tuple[str, str]]:
    found = ((keyword, str(each.value)) for keyword in keywords or _CODINGS for each in said.said(keyword))
    return frozenset(
        _CODED.get(value, (keyword, value)) if keyword == "format" else (keyword, value) for keyword, value in found
    )


def _texts(said: tuple[Said, ...]) -> frozenset[str]:
    """Return values as a set of texts; the order in a list of values or names is ignored."""
    return frozenset(map(_text, said))


def _text(said: Said) -> str:
    keyword = said.pointer.rpartition("/")[2]
    if isinstance(said.value, list) and keyword != "default":
        return canonical_text(sorted(map(canonical_text, said.value)))
    # An exclusive bound differs from an inclusive one.
    return f"{keyword if keyword.startswith('exclusive') else ''} {canonical_text(said.value)}"
