"""Two documents' schemas walked side by side by their meaning: what differs where, and in how far it is the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from conformance.contract.conjunction import Chooser, Conjunction, Conjunctions, Origins, Said, canonical_text
from conformance.contract.openapi import Contract
from conformance.rules.change._edits import Edit, Pair, edits, opaque_edits, parts
from conformance.rules.change._effects import UNKNOWN, Effect

# Compared as a whole: what is in them does not judge the instance itself, or not always.
_WHOLE = ("not", "propertyNames", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems")
_TOGETHER = (("if", "then", "else"), ("contains", "minContains", "maxContains"))


@dataclass(frozen=True)
class Compared:
    """What differs at one pair of places, and the pairs of places that it hands parts or alternatives to."""

    edits: tuple[Edit, ...]
    parts: tuple[tuple[str, Pair], ...]
    alternatives: tuple[Pair, ...]


@dataclass
class Walk:
    """The schemas of two contracts, compared on first use."""

    older: Contract
    newer: Contract
    old: Conjunctions = field(init=False)
    new: Conjunctions = field(init=False)
    _known: dict[Pair, Compared] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.old, self.new = Conjunctions(self.older), Conjunctions(self.newer)

    def start(self, old: Origins, new: Origins) -> Pair:
        """Return a pair of places by where their references lead to."""
        return self.old.start(old), self.new.start(new)

    def compared(self, pair: Pair) -> Compared:
        """Return what differs at a pair of places."""
        if pair not in self._known:
            self._known[pair] = self._compare(pair)
        return self._known[pair]

    def is_hidden(self, pair: Pair, keyword: str) -> bool:
        """Tell whether both documents say `readOnly` (or `writeOnly`): one direction never carries the value."""
        return all(
            any(said.value is True for said in side.of(origins).said(keyword))
            for side, origins in ((self.old, pair[0]), (self.new, pair[1]))
        )

    def is_same(self, pair: Pair) -> bool:
        """Tell whether nothing differs at a pair of places, nor below."""
        waiting, seen = [pair], {pair}
        for each in waiting:
            compared = self.compared(each)
            if compared.edits:
                return False
            reached = {part for _, part in compared.parts} | set(compared.alternatives)
            waiting += reached - seen
            seen |= reached
        return True

    def _compare(self, pair: Pair) -> Compared:
        old, new = self.old.of(pair[0]), self.new.of(pair[1])
        found = [*edits(old, new), *self._whole(old, new)]
        # A schema that contains itself comes to be asked about while it is compared: up to there it is the same.
        self._known[pair] = Compared((), (), ())
        pairs = tuple((name, self.start(*part)) for name, part in parts(old, new) if part != ((), ()))
        self._known[pair] = Compared(tuple(found), pairs, ())
        chosen, alternatives = self._choosers(old, new)
        return Compared((*found, *chosen), pairs, tuple(alternatives))

    def _whole(self, old: Conjunction, new: Conjunction) -> Iterator[Edit]:
        for keyword in _WHOLE:
            before, after = (_written(side, said, (keyword,)) for side, said in ((self.old, old), (self.new, new)))
            yield from opaque_edits(keyword, before, after)
        for keywords in _TOGETHER:
            before, after = (_written(side, said, keywords) for side, said in ((self.old, old), (self.new, new)))
            yield from opaque_edits(keywords[0], before, after)

    def _choosers(self, old: Conjunction, new: Conjunction) -> tuple[list[Edit], list[Pair]]:
        """Match choosers in order, those that are the same first."""
        found: list[Edit] = []
        alternatives: list[Pair] = []
        left, right = list(old.choosers), list(new.choosers)
        for one in old.choosers:
            same = next((other for other in right if self._is_same_chooser(one, other)), None)
            if same is not None:
                left.remove(one)
                right.remove(same)
                alternatives += self._matched(one, same)[0]
        for one, other in zip(left, right, strict=False):
            matched, gone, come = self._matched(one, other)
            alternatives += matched
            found += _chosen(one, other, gone, come)
        for each in left[len(right) :]:
            found.append(Edit(each.keyword, (_said(each),), (), Effect(narrows=False, widens=True)))
        for each in right[len(left) :]:
            found.append(Edit(each.keyword, (), (_said(each),), Effect(narrows=True, widens=False)))
        return found, alternatives

    def _is_same_chooser(self, one: Chooser, other: Chooser) -> bool:
        matched, gone, come = self._matched(one, other)
        is_alike = (one.keyword, one.takes_null) == (other.keyword, other.takes_null)
        return is_alike and not gone and not come and all(map(self.is_same, matched))

    def _matched(self, one: Chooser, other: Chooser) -> tuple[list[Pair], list[str], list[str]]:
        """Match branches: those that are the same, then those of one name, then those of the same types."""
        left, right = list(one.branches), list(other.branches)
        matched: list[Pair] = []
        for is_match in (self.is_same, self._has_same_name, self._has_same_types):
            for branch in tuple(left):
                found = next((each for each in right if is_match(self.start((branch,), (each,)))), None)
                if found is not None:
                    matched.append(self.start((branch,), (found,)))
                    left.remove(branch)
                    right.remove(found)
        return matched, left, right

    def _has_same_name(self, pair: Pair) -> bool:
        (one,), (other,) = pair
        return one == other and one.startswith("#/components/")

    def _has_same_types(self, pair: Pair) -> bool:
        return self.old.of(pair[0]).kinds == self.new.of(pair[1]).kinds


def _chosen(one: Chooser, other: Chooser, gone: list[str], come: list[str]) -> Iterator[Edit]:
    if one.keyword != other.keyword:
        yield Edit(one.keyword, (_said(one),), (_said(other),), UNKNOWN)
    for branch in gone:
        yield Edit("alternative", (Said(one.keyword, branch),), (), Effect(narrows=True, widens=False))
    for branch in come:
        yield Edit("alternative", (), (Said(other.keyword, branch),), Effect(narrows=False, widens=True))
    if one.takes_null != other.takes_null:
        yield Edit("null", (_said(one),), (_said(other),), Effect(one.takes_null, other.takes_null))


def _said(chooser: Chooser) -> Said:
    return Said(chooser.keyword, chooser.pointer)


def _written(side: Conjunctions, said: Conjunction, keywords: tuple[str, ...]) -> list[tuple[str, Said]]:
    """Return the keywords of each schema with the text of all that they mean."""
    found = []
    for node in said.nodes:
        held = [keyword for keyword in keywords if keyword in node.keywords]
        if keywords[0] in held:
            means = {keyword: side.keyword(node.pointer, keyword) for keyword in held}
            found.append((canonical_text(means), Said(node.keywords[held[0]], node.at(held[0]))))
    return found
