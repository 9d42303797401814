"""Why a value meets none, or several, of the alternatives of a `oneOf` or `anyOf`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from conformance.contract.schemas import Schemas, Violation
from conformance.model import JsonValue

OVERLAP = "the value matches several alternatives of the contract's `oneOf`, which must exclude each other"
_MOST = 50
"""How many properties are left out, each in turn, to find out whether the alternatives exclude each other."""
_LISTED = 20
"""How many violations of an alternative are counted."""


def overlap(schemas: Schemas, violation: Violation) -> bool:
    """Return whether a value breaks a `oneOf` by matching several alternatives that it cannot tell apart.

    A number that is an integer is also a number: no integer can meet a `oneOf` of the two, and nobody but the document
    is responsible. Where an object without one of its properties matches exactly one alternative, they do exclude each
    other, as `required: [a]` and `required: [b]` do, and whoever sends both is wrong.
    """
    if not violation.pointer.endswith("/oneOf"):
        return False
    alternatives, instance = _alternatives(schemas, violation.pointer), violation.instance
    if _matching(schemas, alternatives, instance) < 2:
        return False
    less = islice(_without_one(instance), _MOST) if isinstance(instance, Mapping) else ()
    return not any(_matching(schemas, alternatives, each) == 1 for each in less)


def _without_one(instance: Mapping[str, JsonValue]) -> list[JsonValue]:
    return [{name: value for name, value in instance.items() if name != left_out} for left_out in instance]


def closest(schemas: Schemas, violation: Violation) -> Violation | None:
    """Return what a value breaks in the alternative that it comes closest to; None where there is nothing to name."""
    keyword = violation.pointer.rpartition("/")[2]
    if keyword not in ("oneOf", "anyOf") or not schemas.tells(violation.pointer.rpartition("/")[0], violation.instance):
        return None
    alternatives = _alternatives(schemas, violation.pointer)
    found = [[*islice(schemas.violations(at, violation.instance), _LISTED)] for at in alternatives]
    # Of another type altogether is the furthest, then another constant, as of a discriminator: it was not meant.
    broken = [each for each in found if each]
    if len(broken) < len(found) or not broken:
        return None
    return min(broken, key=lambda each: (not each[0].path, any(map(_is_of_constant, each)), len(each)))[0]


def _is_of_constant(violation: Violation) -> bool:
    return violation.pointer.endswith(("/const", "/enum"))


def _alternatives(schemas: Schemas, pointer: str) -> Sequence[str]:
    value = schemas.value_at(pointer)
    return [f"{pointer}/{index}" for index in range(len(value) if isinstance(value, list) else 0)]


def _matching(schemas: Schemas, alternatives: Sequence[str], instance: JsonValue) -> int:
    return sum(schemas.accepts(at, instance) for at in alternatives)
