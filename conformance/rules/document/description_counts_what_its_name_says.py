"""The description of a count counts the same things as the property's name.

What it checks: Every number whose description says what it counts, beside its own name and that of the map it is in.

Why it matters: Where the name says executions and the description says users, nobody knows which number it is.

Example: `execution_status: {additionalProperties: {type: integer, description: The count of users for a status}}`.

Fix: Correct the description, or rename the property in the next version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.model import Level
from conformance.rules.declaration import Declaration
from conformance.rules.document._counts import counted_by_name
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import singular, words_of
from conformance.rules.observation import Conforming, Observation

REQUIREMENT = Declaration(level=Level.MAY, source="common sense", since="0.2.0")
_COUNT = re.compile(
    r"\b(?:count|number|quantity) of ((?:[a-z-]+ ){0,3}?[a-z-]+)(?= (?:for|in|that|which|who|of|per|with|from|by|to|on"
    r"|at|during|within|matching|under|having|and|or|is|are|were|was)\b|[^a-z -]|$)"
)
# Words that may refer to anything that a name counts.
_ANY = frozenset(
    {
        *("item", "element", "entry", "record", "row", "object", "result", "thing", "time", "occurrence", "value"),
        *("unit", "resource", "instance", "match", "hit", "character", "digit", "decimal", "place", "page", "piece"),
        *("second", "minute", "hour", "day", "week", "month", "year", "millisecond", "byte"),
    }
)
_SHORTEST = 4


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Compare what the description of every number says that it counts with its name, or with that of its map."""
    for schema in evidence.of("schema"):
        counted = _COUNT.search(" ".join(schema.text("description").lower().split()))
        names = counted_by_name(schema)
        if counted is None or not names or not evidence.types(schema) & {"integer", "number"}:
            continue
        things = {singular(word) for word in words_of(counted[1])}
        if things & _ANY or any(_related(thing, name) for thing in things for name in names):
            yield Conforming()
            continue
        said, meant = counted[1], _name_of(schema)
        message = f"the description counts {said}, which the name {meant} does not mention"
        yield quirk(f"{schema.pointer}/description", "other things", message, f"a count that fits {meant}", said)


def _name_of(schema: Element) -> str:
    return schema.name if schema.is_property or schema.owner is None else schema.owner.name


def _related(thing: str, name: str) -> bool:
    """Return whether two words may have the same root."""
    return thing == name or (min(len(thing), len(name)) >= _SHORTEST and thing[:_SHORTEST] == name[:_SHORTEST])
