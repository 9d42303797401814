"""Recognises counts that have no bound in the schema, which rules must judge."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.contract.document import tokens
from conformance.rules.counts import maps_counts, named_as_count, says_count
from conformance.rules.names import words_of
from conformance.rules.properties import Property

_BOUNDS = ("minimum", "exclusiveMinimum", "enum", "const")


def is_count(each: Property) -> bool:
    """Return whether a property is a number that counts something, and has no bound in its schema."""
    is_free = all(each.keyword(bound) is None for bound in _BOUNDS)
    if not is_free or not each.types or not each.types <= {"integer", "number"}:
        return False
    described, named = each.keyword("description"), words_of(each.name)
    said = says_count(described if isinstance(described, str) else "", named, words_of(tokens(each.pointer)[-3]))
    return named_as_count(named, is_integer="integer" in each.types) if said is None else said


def is_map_of_counts(each: Property) -> bool:
    """Return whether a property maps keys to numbers that count something, and have no bound in their schema."""
    values = each.keyword("additionalProperties")
    if not isinstance(values, Mapping) or not each.is_map_of_integers or any(bound in values for bound in _BOUNDS):
        return False
    said = says_count(str(values.get("description", "")), words_of(each.name), ())
    return maps_counts(each.description, words_of(each.name)) if said is None else said
