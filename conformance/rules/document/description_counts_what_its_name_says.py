"""A description counts what the property's name counts.

Where the name says executions and the description says users, nobody knows which number he has.

Fails: `execution_status: {additionalProperties: {type: integer, description: The count of users for a status}}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.contract.elements import Element
from conformance.rules.document._quirk import quirk
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import singular, words_of
from conformance.rules.observation import Conforming, Observation

_COUNT = re.compile(
    r"\b(?:count|number|quantity) of ((?:[a-z-]+ ){0,3}?[a-z-]+)(?= (?:for|in|that|which|who|of|per|with|from|by|to|on"
    r"|at|during|within|matching|under|having|and|or|is|are|were|was)\b|[^a-z -]|$)"
)
_OF_COUNTING = frozenset({"count", "counts", "num", "number", "total", "totals", "nr", "n", "quantity"})
# Words that may stand for anything that a name counts.
_ANY = frozenset(
    {
        *("item", "element", "entry", "record", "row", "object", "result", "thing", "time", "occurrence", "value"),
        *("unit", "resource", "instance", "match", "hit", "character", "digit", "decimal", "place", "page", "piece"),
        *("second", "minute", "hour", "day", "week", "month", "year", "millisecond", "byte"),
    }
)
_SHORTEST = 4


def check(evidence: DocumentEvidence) -> Iterator[Observation]:
    """Look at every number whose description says what it counts, and whose name or map says it too."""
    for schema in evidence.of("schema"):
        counted = _COUNT.search(" ".join(schema.text("description").lower().split()))
        names = _names(schema)
        if counted is None or not names or not evidence.types(schema) & {"integer", "number"}:
            continue
        things = {singular(word) for word in words_of(counted[1])}
        if things & _ANY or any(_related(thing, name) for thing in things for name in names):
            yield Conforming()
            continue
        said, meant = counted[1], _name_of(schema)
        message = f"the description counts {said}, of which the name {meant} says nothing"
        yield quirk(f"{schema.pointer}/description", "other things", message, f"a count that fits {meant}", said)


def _names(schema: Element) -> set[str]:
    """Return the words that say what is counted; none where the name says only that something is."""
    owner = schema.owner
    if schema.is_property:
        own = words_of(schema.name)
        if not _OF_COUNTING & set(own):
            return set()
        names = set(own) - _OF_COUNTING
        return {singular(name) for name in names} | (_around(owner) if names and owner is not None else set())
    if schema.keyword == "additionalProperties" and owner is not None and owner.is_property:
        return {singular(name) for name in words_of(owner.name)} | _around(owner)
    return set()


def _around(owner: Element) -> set[str]:
    """Return the words of what holds the number: its name, title and description, and those of its own owner."""
    texts = [owner.name, owner.text("title"), owner.text("description")]
    if owner.owner is not None and owner.owner.kind == "schema":
        texts += [owner.owner.name, owner.owner.text("title"), owner.owner.text("description")]
    return {singular(word) for text in texts for word in words_of(text)}


def _name_of(schema: Element) -> str:
    return schema.name if schema.is_property or schema.owner is None else schema.owner.name


def _related(thing: str, name: str) -> bool:
    """Tell whether two words may have one root."""
    return thing == name or (min(len(thing), len(name)) >= _SHORTEST and thing[:_SHORTEST] == name[:_SHORTEST])
