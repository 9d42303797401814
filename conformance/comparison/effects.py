"""The effect of an edit of a keyword: whether it narrows or widens what is accepted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from conformance.contract.effective_schema import EffectiveSchema, canonical_text
from conformance.model import JsonValue


@dataclass(frozen=True)
class Effect:
    """The effect of an edit by its keywords alone; both if they do not decide it."""

    narrows: bool
    """Something that was accepted is now rejected."""
    widens: bool
    """Something that was rejected is now accepted."""
    is_sure: bool = True
    """Whether the keywords decide it; otherwise only an instance does."""
    is_asserted: bool = True
    """Whether any validator would notice: `format: iban` is an annotation."""


NEUTRAL = Effect(narrows=False, widens=False)
UNKNOWN = Effect(narrows=True, widens=True, is_sure=False)
ASSERTED_FORMATS = frozenset(
    {
        *("date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6"),
        *("uri", "uri-reference", "iri", "iri-reference", "uri-template", "uuid", "json-pointer"),
        *("relative-json-pointer", "regex", "int32", "int64"),
    }
)
"""Those of JSON Schema 2020-12 (validation, section 7.3), and the integers of the OpenAPI registry."""
_WIDER = {("int32", "int64"), ("float", "double")}
_INTEGERS = frozenset({"integer", "null"})


def bounds(group: str, old: EffectiveSchema, new: EffectiveSchema) -> Effect:
    """Compare the strictest bounds of a group of keywords."""
    strictness = {"min": 1, "max": -1}.get(group[:3], 1)
    before, after = (strictness * _bound(group, each) for each in (old, new))
    return Effect(narrows=after > before, widens=after < before)


def _bound(group: str, said: EffectiveSchema) -> Fraction | float:
    """Return the strictest bound; an exclusive one is beyond its number, by one if only integers are allowed."""
    if group == "uniqueItems":
        return float(any(each.value is True for each in said.said(group)))
    sign = 1 if group.startswith("min") else -1
    outermost = -math.inf if group in ("minimum", "maximum") else 0 if sign == 1 else -math.inf
    found: list[Fraction | float] = [outermost]
    for keyword in (group, f"exclusive{group[0].upper()}{group[1:]}"):
        numbers = [_exact(each.value) for each in said.said(keyword) if _is_number(each.value)]
        found += [_strict(sign * each, keyword, said) for each in numbers]
    return sign * max(found)


def _strict(number: Fraction, keyword: str, said: EffectiveSchema) -> Fraction:
    """Return a bound as an inclusive minimum; slightly more than its number if it is exclusive."""
    is_exclusive = keyword.startswith("exclusive")
    if said.kinds <= _INTEGERS:
        return Fraction(math.floor(number) + 1 if is_exclusive else math.ceil(number))
    return number + (Fraction(1, 10**30) if is_exclusive else 0)


def steps(group: str, old: EffectiveSchema, new: EffectiveSchema) -> Effect:
    """Compare the divisors of numbers; integers are multiples of one anyway."""
    before, after = _steps(group, old), _steps(group, new)
    narrows = any(not any((each / step).denominator == 1 for each in before) for step in after)
    widens = any(not any((each / step).denominator == 1 for each in after) for step in before)
    return Effect(narrows, widens)


def _steps(group: str, said: EffectiveSchema) -> list[Fraction]:
    found = [_exact(each.value) for each in said.said(group) if _is_number(each.value) and each.value]
    return [*found, Fraction(1)] if said.kinds <= _INTEGERS else found


def values(_: str, old: EffectiveSchema, new: EffectiveSchema) -> Effect:
    """Compare the listed values of an allowed type."""
    before, after = old.values, new.values
    if before is None or after is None:
        return Effect(narrows=before is None, widens=after is None)
    return Effect(bool(before.keys() - after.keys()), bool(after.keys() - before.keys()))


def patterns(group: str, old: EffectiveSchema, new: EffectiveSchema) -> Effect:
    """Compare patterns: one more narrows, one less widens, a different one may do either."""
    before, after = ({canonical_text(each.value) for each in side.said(group)} for side in (old, new))
    if before <= after or after <= before:
        return Effect(before < after, after < before)
    return UNKNOWN


def formats(group: str, old: EffectiveSchema, new: EffectiveSchema) -> Effect:
    """Compare formats; a numeric one may only be longer."""
    before, after = ({str(each.value) for each in side.said(group)} for side in (old, new))
    is_asserted = (before ^ after) <= ASSERTED_FORMATS
    if len(before) == len(after) == 1:
        (one,), (other,) = before, after
        if (one, other) in _WIDER or (other, one) in _WIDER:
            return Effect((other, one) in _WIDER, (one, other) in _WIDER, is_asserted=is_asserted)
    if before <= after or after <= before:
        return Effect(before < after, after < before, is_asserted=is_asserted)
    return Effect(narrows=True, widens=True, is_sure=False, is_asserted=is_asserted)


def _exact(value: JsonValue) -> Fraction:
    return Fraction(str(value))


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
