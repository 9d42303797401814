"""The limits of the search for witnesses: counted, never timed, so that every machine gives the same result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from conformance.contract.effective_schemas import EffectiveSchemas
from conformance.contract.keywords import CHOOSERS, KEYWORDS, REFERENCES, SUBSCHEMAS, Scope
from conformance.contract.schema_graph import subschemas, targets
from conformance.model import JsonValue

MAX_TRIES = 1_500
"""How many instances are tried on one edit."""
MAX_TRIED = 12_000_000
"""The total effort, in characters of JSON and schemas that judge them; each edit has an equal share."""
MAX_SEARCHED = 1_500
"""The number of edits for which instances are tried; the rest are judged by their keywords alone."""
MAX_INSTANCE = 60_000
"""The longest instance, in characters of JSON."""
MAX_COMPARED = 1_500
"""How many pairs of schemas are compared only to match alternatives."""
MAX_PROVEN = 150
"""How often emptiness is proven; each time the engine reads both documents."""
MAX_EXPANSE = 20_000
"""The schemas that may judge one instance; nested alternatives multiply them."""
MAX_PROVABLE = 600
"""The most schemas on both sides for a proof or a draw: the engine multiplies them out."""
MAX_FORMS = 12
"""The most combinations of alternatives of a schema for a proof."""
MAX_STEPPED = 3_000_000
"""The total steps of pattern automata, to find texts that only one of two patterns matches."""
_DEEPEST = 8
_APPLIED = tuple(each for each in SUBSCHEMAS if KEYWORDS[each].scope is not Scope.NOTHING)
_LEADING = frozenset({*REFERENCES, *_APPLIED})


class Expanse:
    """How many schemas of one document may judge an instance, with repetitions."""

    def __init__(self, effective: EffectiveSchemas) -> None:
        self._effective = effective
        self._known: dict[tuple[str, int], int] = {}
        self._forms: dict[str, int] = {}

    def bears(self, pointer: str, instance: JsonValue) -> bool:
        """Return whether few enough schemas judge an instance."""
        return self.of(pointer) <= MAX_EXPANSE or self.of(pointer, _depth(instance)) <= MAX_EXPANSE

    def of(self, pointer: str, depth: int = _DEEPEST) -> int:
        """Return the number of schemas for instances of a depth; the count stops once there are too many."""
        key = (pointer, depth)
        if key not in self._known:
            # A schema that applies itself in place counts once.
            self._known[key] = 0
            number = 1
            try:
                for at, below, _ in self._next(pointer):
                    if below <= depth and number <= MAX_EXPANSE:
                        number += self.of(at, depth - below)
            except RecursionError:
                number = MAX_EXPANSE + 1
            self._known[key] = number
        return self._known[key]

    def forms(self, pointer: str) -> int:
        """Return the number of combinations of alternatives of a schema; the count stops once there are too many."""
        if pointer not in self._forms:
            self._forms[pointer] = 1
            node, number = self._effective.node(pointer), 2 if "if" in self._effective.node(pointer) else 1
            try:
                for at, below, keyword in self._next(pointer):
                    if not below and keyword not in CHOOSERS and number <= MAX_FORMS:
                        number *= self.forms(at)
                for chooser in CHOOSERS:
                    branches = subschemas(pointer, node, (chooser,))
                    number *= max(1, sum(self.forms(each.pointer) for each in branches))
            except RecursionError:
                number = MAX_FORMS + 1
            self._forms[pointer] = min(number, MAX_FORMS + 1)
        return self._forms[pointer]

    def _next(self, pointer: str) -> Iterator[tuple[str, int, str]]:
        """Yield the schemas that a schema applies to an instance or its parts: pointer, depth below it, keyword."""
        node = self._effective.node(pointer)
        if _LEADING.isdisjoint(node):
            return
        yield from ((at, 0, "$ref") for at in targets(node))
        for each in subschemas(pointer, node, _APPLIED):
            is_part = each.keyword.scope is Scope.CHILD
            # `true` and `false` for all other parts need no look at any.
            if isinstance(each.node, Mapping) or each.name or not is_part:
                yield each.pointer, int(is_part), each.keyword.name


def _depth(instance: JsonValue) -> int:
    """Return the nesting depth of an instance, up to a limit."""
    level, depth = [instance], 0
    while depth < _DEEPEST:
        level = [
            part
            for each in level
            for part in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())
        ]
        if not level:
            break
        depth += 1
    return depth
