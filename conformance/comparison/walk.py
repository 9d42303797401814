"""Walks the effective schemas of two documents side by side and compares them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TypeVar

from conformance.comparison.budget import MAX_COMPARED
from conformance.comparison.edits import ANNOTATED, Edit, Pair, Step, edits, opaque, parts
from conformance.comparison.effects import NEUTRAL, UNKNOWN, Effect
from conformance.comparison.members import Identity, are_strangers, identities, shape_of, unique
from conformance.comparison.selection import selection_of
from conformance.contract.effective_schema import (
    Chooser,
    Condition,
    EffectiveSchema,
    Origins,
    Said,
    canonical_text,
)
from conformance.contract.effective_schemas import EffectiveSchemas
from conformance.contract.keywords import CHOOSERS
from conformance.contract.openapi import Contract
from conformance.contract.schema_graph import closure, subschemas

UNCOMPARED = "alternatives"
"""The keyword of an edit that stands for members that were not compared."""
# Objects with less than a third of their properties in common are different members.
_SHARED = 3
# As many members of a union are soon compared in their order, whatever they are.
_FEW = 8
_Placed = TypeVar("_Placed", Chooser, Condition, Said)


@dataclass(frozen=True)
class Compared:
    """The differences at one pair of places, and the pairs of its parts and alternatives."""

    edits: tuple[Edit, ...]
    parts: tuple[tuple[Step, Pair], ...]
    alternatives: tuple[Pair, ...]


@dataclass(frozen=True)
class Match:
    """The members of two unions: those in both, and those that only one has."""

    pairs: list[Pair]
    gone: list[str]
    come: list[str]
    is_whole: bool = True
    """Whether all were matched; beyond the budget the rest is in none of the lists."""


@dataclass
class Walk:
    """The schemas of two contracts, compared on first use."""

    older: Contract
    newer: Contract
    old: EffectiveSchemas = field(init=False)
    new: EffectiveSchemas = field(init=False)
    _known: dict[Pair, Compared] = field(default_factory=dict)
    _texts: dict[tuple[int, str], str] = field(default_factory=dict)
    _shapes: dict[tuple[int, str], str] = field(default_factory=dict)
    _members: dict[tuple[int, str], Sequence[Identity]] = field(default_factory=dict)
    is_spent: bool = False
    """Whether members of a union were matched, or left out, for want of budget."""
    _left: int = MAX_COMPARED

    def __post_init__(self) -> None:
        self.old, self.new = EffectiveSchemas(self.older), EffectiveSchemas(self.newer)

    def start(self, old: Origins, new: Origins) -> Pair:
        """Return a pair of places with their references resolved."""
        return self.old.start(old), self.new.start(new)

    def compared(self, pair: Pair) -> Compared:
        """Return the differences at a pair of places."""
        if pair not in self._known:
            self._known[pair] = self._compare(pair)
        return self._known[pair]

    def is_hidden(self, pair: Pair, keyword: str) -> bool:
        """Return whether both documents say `readOnly` (or `writeOnly`): one direction never carries the value."""
        return self.old.of(pair[0]).says(keyword) and self.new.of(pair[1]).says(keyword)

    def is_same(self, pair: Pair) -> bool:
        """Return whether a pair of places is equal, parts included."""
        return not any(self.compared(each).edits for each in self._below(pair))

    def is_alike(self, pair: Pair) -> bool:
        """Return whether only annotations differ at a pair of places, parts included."""
        return all(edit.keyword in ANNOTATED for each in self._below(pair) for edit in self.compared(each).edits)

    def _below(self, pair: Pair) -> Iterator[Pair]:
        def reached(each: Pair) -> Iterator[Pair]:
            compared = self.compared(each)
            yield from (part for _, part in compared.parts)
            yield from compared.alternatives

        for each in closure((pair,), reached):
            self._left -= 1
            yield each

    def _compare(self, pair: Pair) -> Compared:
        old, new = self.old.of(pair[0]), self.new.of(pair[1])
        # A recursive schema is looked up while it is compared: until then it counts as equal.
        self._known[pair] = Compared((), (), ())
        among = self._as_choice(pair, old, new)
        if among is not None:
            return among
        found = tuple(edits(old, new))
        pairs = tuple((name, self.start(*part)) for name, part in parts(old, new) if part != ((), ()))
        self._known[pair] = Compared(found, pairs, ())
        chosen, alternatives = self._choosers(old, new)
        judged, within = self._conditions(old, new)
        # Added and removed alternatives are reported separately, and so cover their values.
        selected = self._selections(old, new, is_whole=not chosen)
        return Compared((*found, *chosen, *judged, *selected), pairs, (*alternatives, *within))

    def _selections(self, old: EffectiveSchema, new: EffectiveSchema, *, is_whole: bool) -> Iterator[Edit]:
        """Compare discriminators; the name of a schema with a mapped value does not matter."""
        one, other = selection_of(self.old.document, old), selection_of(self.new.document, new)
        if one is None or other is None:
            is_same = one is other
        else:
            is_renamed = is_whole and bool(one.names - other.names and other.names - one.names)
            is_listed = one.listed.keys() == other.listed.keys() or not is_whole
            shared = one.listed.keys() & other.listed.keys()
            is_known = all(self._is_one(one.listed[value], other.listed[value]) for value in shared)
            is_same = one.properties == other.properties and is_listed and is_known and not is_renamed
        if not is_same:
            yield Edit("discriminator", old.said("discriminator"), new.said("discriminator"), NEUTRAL)

    def _is_one(self, old: str, new: str) -> bool:
        """Return whether two schemas are the same, by name or by content."""
        known = self.old.document.has(old) and self.new.document.has(new)
        return old == new or (known and self.is_alike(self.start((old,), (new,))))

    def _as_choice(self, pair: Pair, old: EffectiveSchema, new: EffectiveSchema) -> Compared | None:
        """Compare a schema with a choice that has it as an alternative; None if neither contains the other."""
        one, other = _only_choice(old, new), _only_choice(new, old)
        choice = one or other
        if choice is None or (one and other) or not all(pair):
            return None
        # A choice of one alternative is that alternative.
        before, after = _without_choice(self.old, pair[0]), _without_choice(self.new, pair[1])
        for branch in choice.branches:
            same = self.start((branch,), after) if one else self.start(before, (branch,))
            if self.is_alike(same) or self._has_same_name(same):
                rest = [each for each in choice.branches if each != branch]
                gone, come = (rest, []) if one else ([], rest)
                return Compared(tuple(_come_and_gone(one, other, gone, come)), (), (same,))
        return None

    def _conditions(self, old: EffectiveSchema, new: EffectiveSchema) -> tuple[list[Edit], list[Pair]]:
        """Match equivalent conditions; the schemas of the others do not judge the instance directly."""
        left, right = list(old.conditions), list(new.conditions)
        matched: list[Pair] = []
        for one in old.conditions:
            other = next((each for each in self._likely(one, right) if self._is_alike_condition(one, each)), None)
            if other is not None:
                left.remove(one)
                right.remove(other)
                matched += self._within(one, other)
        found = []
        for keyword in dict.fromkeys(each.keyword for each in (*left, *right)):
            sides = (tuple(_said(each) for each in side if each.keyword == keyword) for side in (left, right))
            for before, after in zip_longest(*sides):
                gone, come = ((each,) if each is not None else () for each in (before, after))
                found.append(Edit(keyword, gone, come, opaque(gone, come)))
        return found, matched

    def _is_alike_condition(self, one: Condition, other: Condition) -> bool:
        is_alike = (one.keyword, one.numbers, one.schemas.keys()) == (
            other.keyword,
            other.numbers,
            other.schemas.keys(),
        )
        return is_alike and all(map(self.is_alike, self._within(one, other)))

    def _within(self, one: Condition, other: Condition) -> list[Pair]:
        return [self.start((one.schemas[name],), (other.schemas[name],)) for name in one.schemas]

    def _choosers(self, old: EffectiveSchema, new: EffectiveSchema) -> tuple[list[Edit], list[Pair]]:
        """Match choosers in order, equal ones first."""
        found: list[Edit] = []
        alternatives: list[Pair] = []
        left, right = list(old.choosers), list(new.choosers)
        for one in old.choosers:
            same = next((other for other in self._likely(one, right) if self._is_same_chooser(one, other)), None)
            if same is not None:
                left.remove(one)
                right.remove(same)
                alternatives += self._matched(one, same).pairs
        for one, other in zip(left, right, strict=False):
            match = self._matched(one, other)
            alternatives += match.pairs
            found += _chosen(one, other, match)
        for each in left[len(right) :]:
            found.append(Edit(each.keyword, (_said(each),), (), Effect(narrows=False, widens=True)))
        for each in right[len(left) :]:
            found.append(Edit(each.keyword, (), (_said(each),), Effect(narrows=True, widens=False)))
        return found, alternatives

    def _is_same_chooser(self, one: Chooser, other: Chooser) -> bool:
        match = self._matched(one, other)
        left = self._left
        is_alike = (one.keyword, one.takes_null) == (other.keyword, other.takes_null)
        is_all = match.is_whole and not match.gone and not match.come
        is_same = is_alike and is_all and all(map(self.is_alike, match.pairs))
        self._left = left  # these are compared in any case
        return is_same

    def _identities(self, side: int, branch: str) -> Sequence[Identity]:
        if (side, branch) not in self._members:
            self._members[side, branch] = tuple(identities((self.old, self.new)[side], branch))
        return self._members[side, branch]

    def _matched(self, one: Chooser, other: Chooser) -> Match:
        """Match branches by what identifies them, then equal ones, then those of the same types.

        Beyond the budget a few are matched in their order; what is found there counts only with a witness.
        """
        known_old, known_new = (
            [(each, self._identities(side, each)) for each in chooser.branches]
            for side, chooser in enumerate((one, other))
        )
        left, right, matched = list(one.branches), list(other.branches), list[Pair]()
        named = unique(known_new)
        for identity, branch in unique(known_old).items():
            if identity in named and branch in left and named[identity] in right:
                matched.append(self.start((branch,), (named[identity],)))
                left.remove(branch)
                right.remove(named[identity])
        for text in (self._text, self._shape):
            for branch in tuple(left):
                alike = next((each for each in right if text(1, each) == text(0, branch)), None)
                if alike is not None:
                    matched.append(self.start((branch,), (alike,)))
                    left.remove(branch)
                    right.remove(alike)
        strange = {
            (branch, at)
            for branch, one_ in known_old
            for at, other_ in known_new
            if branch in left and at in right and are_strangers(one_, other_)
        }
        for is_match in (self.is_same, self.is_alike, self._has_same_types):
            for branch in tuple(left):
                others = [Said(None, each) for each in right if (branch, each) not in strange]
                likely = self._likely(Said(None, branch), others)
                found = next(
                    (at.pointer for at in likely if self._is_match(is_match, branch, at.pointer)),
                    None,
                )
                if found is not None:
                    matched.append(self.start((branch,), (found,)))
                    left.remove(branch)
                    right.remove(found)
        if self._left > 0 or not (left and right):
            return Match(matched, left, right)
        self.is_spent = True
        if len(left) == len(right) <= _FEW:
            return Match(
                [*matched, *(self.start((old,), (new,)) for old, new in zip(left, right, strict=True))], [], []
            )
        return Match(matched, [], [], is_whole=False)

    def _is_match(self, is_match: Callable[[Pair], bool], old: str, new: str) -> bool:
        """Return whether two branches match; once the budget is spent, none does."""
        left = self._left
        found = left > 0 and is_match(self.start((old,), (new,)))
        if found:
            self._left = left  # what belongs together is compared in any case
        return found

    def _likely(self, one: _Placed, others: list[_Placed]) -> list[_Placed]:
        """Return the candidates for a part of the older document, identical text first.

        Once the budget is spent only the first is tried; a wrong match then merely reports more differences.
        """
        text = self._text(0, one.pointer)
        alike = [each for each in others if self._text(1, each.pointer) == text]
        if self._left <= 0:
            return (alike or others)[:1]
        return alike + [each for each in others if each not in alike]

    def _text(self, side: int, pointer: str) -> str:
        key = (side, pointer)
        if key not in self._texts:
            document = (self.older, self.newer)[side].document
            self._texts[key] = canonical_text(document.at(pointer)) if document.has(pointer) else ""
        return self._texts[key]

    def _shape(self, side: int, pointer: str) -> str:
        key = (side, pointer)
        if key not in self._shapes:
            document = (self.older, self.newer)[side].document
            self._shapes[key] = shape_of(document.at(pointer)) if document.has(pointer) else ""
        return self._shapes[key]

    def _has_same_name(self, pair: Pair) -> bool:
        return pair[0] == pair[1] and all(each.startswith("#/components/") for each in pair[0])

    def _has_same_types(self, pair: Pair) -> bool:
        """Return whether two members are of the same types, and objects have some of their properties in common."""
        old, new = self.old.of(pair[0]), self.new.of(pair[1])
        names = old.names.keys() | new.names.keys()
        shared = old.names.keys() & new.names.keys()
        return old.kinds == new.kinds and len(shared) * _SHARED >= len(names)


def _chosen(one: Chooser, other: Chooser, match: Match) -> Iterator[Edit]:
    if one.keyword != other.keyword:
        yield Edit(one.keyword, (_said(one),), (_said(other),), UNKNOWN)
    if not match.is_whole:
        yield Edit(UNCOMPARED, (_said(one),), (_said(other),), NEUTRAL)
    yield from _come_and_gone(one, other, match.gone, match.come)


def _come_and_gone(one: Chooser | None, other: Chooser | None, gone: list[str], come: list[str]) -> Iterator[Edit]:
    # One more alternative of `oneOf` can also reject what matches another.
    for branch in gone:
        yield Edit("alternative", (Said(_keyword(one), branch),), (), Effect(True, False, is_sure=_is_sure(one)))
    for branch in come:
        yield Edit("alternative", (), (Said(_keyword(other), branch),), Effect(False, True, is_sure=_is_sure(other)))
    took, takes = (each is not None and each.takes_null for each in (one, other))
    if took != takes:
        before, after = (tuple(_said(each) for each in (side,) if each is not None) for side in (one, other))
        yield Edit("null", before, after, Effect(took, takes))


def _keyword(choice: Chooser | None) -> str:
    return choice.keyword if choice else ""


def _is_sure(choice: Chooser | None) -> bool:
    return choice is None or choice.keyword == "anyOf"


def _without_choice(side: EffectiveSchemas, origins: Origins) -> Origins:
    """Return the only alternative of a choice of one; other schemas unchanged."""
    for keyword in CHOOSERS if len(origins) == 1 else ():
        branches = tuple(each.pointer for each in subschemas(origins[0], side.node(origins[0]), (keyword,)))
        if len(branches) == 1:
            return branches
    return origins


def _only_choice(said: EffectiveSchema, beside: EffectiveSchema) -> Chooser | None:
    """Return the choice of a schema that has nothing else but types that the other schema has anyway."""
    words = {word for node in said.nodes for word in node.keywords if not word.startswith("x-")}
    if len(said.choosers) != 1 or len(said.choosers[0].branches) < 2 or not beside.kinds <= said.kinds:
        return None
    return said.choosers[0] if words <= {said.choosers[0].keyword, "type", *ANNOTATED} else None


def _said(each: Chooser | Condition) -> Said:
    return Said(each.keyword, each.pointer)
