"""Discriminators: the property and values by which a schema is chosen (OpenAPI 3.1 section 4.8.25)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.contract.document import Document, escape
from conformance.contract.effective_schema import EffectiveSchema, mapping_of
from conformance.contract.schema_graph import local_pointer, targets

_SCHEMAS = "#/components/schemas/"


@dataclass(frozen=True)
class Selection:
    """The properties that distinguish alternatives, and the schema for each of their values."""

    properties: frozenset[str]
    listed: Mapping[str, str]
    names: frozenset[str]
    """The names of alternatives without a mapped value: these are values themselves."""


def selection_of(document: Document, said: EffectiveSchema) -> Selection | None:
    """Return the discriminator of a schema; None without one."""
    found = [mapping_of(each.value) for each in said.said("discriminator")]
    if not found:
        return None
    listed = {
        value: _pointer(str(target)) for each in found for value, target in mapping_of(each.get("mapping")).items()
    }
    names = frozenset(_names(document, said)) - set(listed.values())
    return Selection(frozenset(str(each.get("propertyName")) for each in found), listed, names)


def _names(document: Document, said: EffectiveSchema) -> Iterator[str]:
    for branch in (each for chooser in said.choosers for each in chooser.branches):
        yield from (target for target in targets(document.at(branch)) if target.startswith(_SCHEMAS))


def _pointer(target: str) -> str:
    return local_pointer(target) if target.startswith("#") else f"{_SCHEMAS}{escape(target)}"
