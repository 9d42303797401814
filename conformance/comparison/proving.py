"""The search for an instance that one version of a schema accepts and the other refuses."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, tee, zip_longest

import jsonschema_rs

from conformance.comparison.budget import MAX_TRIES
from conformance.comparison.candidates import Candidates, lengths_of
from conformance.comparison.difference import Difference
from conformance.comparison.edits import Edit, Hop, Pair
from conformance.comparison.patterns import Languages
from conformance.contract.assertions import INTEGER_FORMATS
from conformance.contract.dialect import is_readable
from conformance.contract.effective_schema import Said, canonical_text
from conformance.contract.effective_schemas import EffectiveSchemas
from conformance.contract.schemas import Schemas
from conformance.model import JsonValue

# By itself each of these judges an instance: one that an edit of it lets through tells nothing of the other edits.
_ALONE = frozenset(
    {"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"}
    | {"multipleOf", "uniqueItems", "format", "pattern", "enum", "dependentRequired", "required"}
)
_FINITE = frozenset({"boolean", "null"})
_FIRST = 20
_KEPT = 200
"""Of how many schemas the candidates are kept."""
_LOCAL, _CARRIED = 200, 10
"""How many instances of an alternative are tried where it was edited, and how many of them are carried out of it."""
Way = tuple[Pair, tuple[Hop, ...]]
"""The schemas of a whole body, and the steps from there to one of its parts."""
Judge = Callable[[JsonValue], bool]
Judges = tuple[Judge | None, Judge | None]


@dataclass(frozen=True)
class Separation:
    """What a search found: for each way an instance, or that there is none."""

    narrowing: tuple[JsonValue, ...]
    """One that the older version accepts and the newer refuses, if there is one."""
    widening: tuple[JsonValue, ...]
    tries: int
    is_exhaustive: bool
    """Whether every instance that matters was tried."""
    is_cut: bool = False
    """Whether there was more to try than is tried."""


UNSEARCHED = Separation((), (), 0, is_exhaustive=False, is_cut=True)


@dataclass(frozen=True)
class _Tried:
    """An instance, and what the versions of some schemas make of it."""

    instance: JsonValue
    text: str
    effort: int
    taken: tuple[bool, bool] | None
    """Whether the older and the newer one accept it; None where one of them cannot judge it."""


class Prover:
    """Tries instances on both versions of two documents' schemas."""

    def __init__(self, old: tuple[EffectiveSchemas, Schemas], new: tuple[EffectiveSchemas, Schemas]) -> None:
        self.old, self.new = Candidates(*old), Candidates(*new)
        self._difference = Difference(old[1], new[1])
        self._languages = Languages()
        self._streams: dict[Pair, Iterator[_Tried]] = {}

    def search(self, edit: Edit, way: Way, wanted: frozenset[str], share: int) -> Separation:
        """Return an instance for each way in which an edit tells the versions of a pair of schemas apart.

        Args:
            edit: The edit.
            way: The schemas of both versions that judge the instances, and the steps from there to the edit.
            wanted: The ways that it may have, of `old` and `new`: whose instances are looked for.
            share: How much of all that is tried is tried here.
        """
        pair = way[0]
        # A schema that is none is found out here, with its line.
        for side, origins in zip((self.old, self.new), pair, strict=True):
            side.accepts(origins, None)
        judges = _alone(edit, edit.old), _alone(edit, edit.new)
        found: dict[str, JsonValue] = {}
        seen: set[str] = set()
        tried, left = 0, share
        is_cut = False
        carried = self._carried(edit, way, judges, share // 4)
        listed = chain(self._listed(edit, pair), self._matched(edit, pair))
        for each in chain(carried, listed, self._candidates(pair), self._drawn(edit, pair, found)):
            if each.text in seen:
                continue
            seen.add(each.text)
            left -= each.effort
            # Whatever the share is, something is tried.
            if tried and left < 0:
                is_cut = True
                break
            if each.taken is None:
                is_cut = True
                continue
            tried += 1
            accepted_by = _way(edit, each, judges, way[1])
            if accepted_by and accepted_by not in found:
                found[accepted_by] = each.instance
                if wanted <= found.keys():
                    break
        narrowing, widening = (tuple(found[side] for side in (each,) if side in found) for each in ("old", "new"))
        return Separation(narrowing, widening, tried, not is_cut and self._is_finite(pair), is_cut)

    def _judged(self, pair: Pair, instance: JsonValue, text: str) -> _Tried:
        effort = len(text) + self.old.effort(pair[0]) + self.new.effort(pair[1])
        if not self._can_judge(pair, instance):
            return _Tried(instance, text, effort, None)
        taken = self.old.accepts(pair[0], instance), self.new.accepts(pair[1], instance)
        return _Tried(instance, text, effort, taken)

    def _can_judge(self, pair: Pair, instance: JsonValue) -> bool:
        return self.old.judges(pair[0], instance) and self.new.judges(pair[1], instance)

    def is_proven_kept(self, edit: Edit, pair: Pair, place: Pair, side: str) -> bool:
        """Return whether it is proven that an edit takes away nothing of what the version of a side accepts.

        Args:
            edit: The edit.
            pair: The schemas that judge instances.
            place: Those of the edit itself, where it is in an alternative of them.
            side: The version.
        """
        # What an alternative accepts more may be what a choice of only one refuses.
        ways = (side,) if pair == place else ("old", "new")
        # How long texts are is another matter elsewhere, and the edit is judged once for all places.
        if edit.keyword == "pattern" and all(self._only_matched(edit, each, (0, math.inf)) == () for each in ways):
            return True
        return self._is_empty(edit, pair, side)

    def _is_empty(self, edit: Edit, pair: Pair, side: str) -> bool:
        is_fit = edit.effect.is_asserted and edit.keyword != "required" and not self._is_entangled(pair)
        return is_fit and self._difference.is_empty(pair, side)

    def _only_matched(self, edit: Edit, side: str, lengths: tuple[int, float]) -> tuple[str, ...] | None:
        """Return texts that the patterns of a side match and those of the other do not; None where nobody can tell."""
        sides = (edit.old, edit.new) if side == "old" else (edit.new, edit.old)
        these, others = (tuple(str(each.value) for each in said) for said in sides)
        return self._languages.only_by(these, others, *lengths)

    def gives_up(self, pair: Pair) -> bool:
        """Return whether nothing is proven of a pair of schemas: too much is, or one of them is too large."""
        return self._is_entangled(pair) or self._difference.is_spent

    def _is_entangled(self, pair: Pair) -> bool:
        return not (self.old.is_provable(pair[0]) and self.new.is_provable(pair[1]))

    def _drawn(self, edit: Edit, pair: Pair, found: Mapping[str, JsonValue]) -> Iterator[_Tried]:
        """Draw what was not found at once, as far as the edit may have that way at all."""
        # That a property is described no longer is a change even where every instance stays what it was.
        if found or not edit.effect.is_asserted or edit.keyword == "property" or self._is_entangled(pair):
            return
        for side, is_claimed in (("old", edit.effect.narrows), ("new", edit.effect.widens)):
            if is_claimed and not self._is_empty(edit, pair, side):
                yield from (
                    self._judged(pair, each, canonical_text(each)) for each in self._difference.drawn(pair, side)
                )

    def in_whole(self, way: Way, instance: JsonValue, accepted_by: str, most: int) -> tuple[JsonValue, ...]:
        """Return a whole body with an instance in it that both versions judge as they judge the instance, if any.

        Args:
            way: Where the instance stands in the body.
            instance: The instance.
            accepted_by: Which version accepts it.
            most: How long the body may be, in characters.
        """
        root = way[0]
        body = self._holding(way, instance, accepted_by)
        if len(canonical_text(body)) > most or not self._can_judge(root, body):
            return ()
        taken = self.old.accepts(root[0], body), self.new.accepts(root[1], body)
        return (body,) if taken == (accepted_by == "old", accepted_by == "new") else ()

    def taken_by(self, edit: Edit, way: Way, instance: JsonValue) -> str:
        """Return which version alone accepts an instance, because of an edit: `old`, `new`, or neither."""
        return _way(edit, self._judged(way[0], instance, ""), (_alone(edit, edit.old), _alone(edit, edit.new)), way[1])

    def _holding(self, way: Way, instance: JsonValue, side: str) -> JsonValue:
        index, candidates = (0, self.old) if side == "old" else (1, self.new)
        steps = tuple((step, pair[index]) for step, pair in way[1])
        return candidates.holding(way[0][index], steps, instance)

    def _carried(self, edit: Edit, way: Way, judges: Judges, share: int) -> Iterator[_Tried]:
        """Yield instances that tell the versions apart where the edit is, each carried out of the alternatives around.

        From the outside few candidates reach far into an alternative.
        """
        pair, steps = way
        if steps:
            for each in islice(self._local(edit, steps[-1][1], judges, share), _CARRIED):
                for side in ("old", "new"):
                    whole = self._holding(way, each, side)
                    yield self._judged(pair, whole, canonical_text(whole))

    def _local(self, edit: Edit, place: Pair, judges: Judges, share: int) -> Iterator[JsonValue]:
        for each in chain(self._matched(edit, place), islice(self._candidates(place), _LOCAL)):
            share -= each.effort
            if share < 0:
                return
            if _way(edit, each, judges):
                yield each.instance

    def _candidates(self, pair: Pair) -> Iterator[_Tried]:
        """Yield what either document suggests, in turn, each value once; many an edit is one of the same schemas."""
        if pair not in self._streams:
            if len(self._streams) >= _KEPT:
                self._streams.clear()
            (self._streams[pair],) = tee(self._suggested(pair), 1)
        return copy(self._streams[pair])

    def _suggested(self, pair: Pair) -> Iterator[_Tried]:
        seen: set[str] = set()
        sides = zip_longest(self.old.around(pair[0]), self.new.around(pair[1]), fillvalue=_NOTHING)
        for each in islice(chain.from_iterable(sides), MAX_TRIES):
            plain = list(each) if isinstance(each, tuple) else each
            text = canonical_text(plain) if each is not _NOTHING else ""
            if text and text not in seen:
                seen.add(text)
                yield self._judged(pair, plain, text)

    def _listed(self, edit: Edit, pair: Pair) -> Iterator[_Tried]:
        """Yield first what one document lists and the other does not: of ten thousand values all but these agree."""
        old, new = self.old.effective.of(pair[0]).values, self.new.effective.of(pair[1]).values
        if edit.keyword == "enum" and old is not None and new is not None:
            for one, other in ((old, new), (new, old)):
                gone = ((text, value) for text, value in one.items() if text not in other)
                yield from (self._judged(pair, value, text) for text, value in islice(gone, _FIRST))

    def _matched(self, edit: Edit, place: Pair) -> Iterator[_Tried]:
        """Yield texts that the patterns of one document match and those of the other do not."""
        if edit.keyword == "pattern":
            for side, each, origins in zip(("old", "new"), (self.old, self.new), place, strict=True):
                texts = self._only_matched(edit, side, lengths_of(each.effective.of(origins))) or ()
                yield from (self._judged(place, text, canonical_text(text)) for text in texts)

    def _is_finite(self, pair: Pair) -> bool:
        """Return whether there are but a few instances, all of which are tried."""
        old, new = self.old.effective.of(pair[0]), self.new.effective.of(pair[1])
        return all(
            len(each.values) * 2 < MAX_TRIES if each.values is not None else each.kinds <= _FINITE
            for each in (old, new)
        )


_NOTHING = object()


def _way(edit: Edit, each: _Tried, judges: Judges, steps: tuple[Hop, ...] = ()) -> str:
    """Return which version alone accepts an instance, because of an edit: `old`, `new`, or neither.

    By itself the edit judges the parts that some steps lead to.
    """
    if each.taken is None or each.taken[0] == each.taken[1]:
        return ""
    parts = [part for part in _reached(each.instance, steps) if _concerns(edit, part)]
    before, after = judges
    if before is None or after is None:
        is_why = bool(parts)
    else:
        is_why = any((before(part), after(part)) == each.taken for part in parts)
    return ("old" if each.taken[0] else "new") if is_why else ""


def _reached(instance: JsonValue, steps: tuple[Hop, ...]) -> list[JsonValue]:
    """Return the parts of an instance that some steps lead to."""
    parts = [instance]
    for (kind, name), _ in steps:
        if kind == "property":
            parts = [part[name] for part in parts if isinstance(part, dict) and name in part]
        elif kind == "item":
            parts = [part[int(name)] for part in parts if isinstance(part, list) and len(part) > int(name)]
        elif kind == "items":
            parts = [each for part in parts if isinstance(part, list) for each in part]
        elif kind != "alternative":
            parts = [each for part in parts if isinstance(part, dict) for each in part.values()]
    return parts


def _concerns(edit: Edit, instance: JsonValue) -> bool:
    """Return whether an instance is about an edit, and not about another at the same place."""
    match edit.keyword:
        case "null":
            return instance is None
        case "type":
            return instance is not None
        case "property":
            return isinstance(instance, dict) and edit.detail in instance
        case "pattern":
            return is_read(edit)
        case _:
            return True


def _alone(edit: Edit, said: tuple[Said, ...]) -> Judge | None:
    """Return what a keyword judges by itself; None where it is no judge without its surroundings."""
    if edit.keyword not in _ALONE:
        return None
    if edit.keyword == "required":
        return lambda instance: not said or not isinstance(instance, dict) or edit.detail in instance
    parts = [_schema(each) for each in said]
    if not is_read(edit):
        return None
    return _judge(json.dumps({"allOf": parts} if parts else {}))


def is_read(edit: Edit) -> bool:
    """Return whether the engine reads what an edit is about: beside a pattern that nobody reads any text would pass."""
    return edit.keyword != "pattern" or all(is_readable(str(each.value)) for each in (*edit.old, *edit.new))


@lru_cache(maxsize=1_000)
def _judge(schema: str) -> Judge:
    return jsonschema_rs.Draft202012Validator(json.loads(schema), validate_formats=True, offline=True).is_valid


def _schema(said: Said) -> dict[str, JsonValue]:
    keyword = said.pointer.rpartition("/")[2]
    if keyword == "format" and said.value in INTEGER_FORMATS:
        limit = 2 ** INTEGER_FORMATS[str(said.value)]
        return {"minimum": -limit, "maximum": limit - 1}
    return {"enum" if isinstance(said.value, list) and keyword != "enum" else keyword: said.value}


def shown(instance: JsonValue, most: int = 200) -> str:
    """Return an instance as JSON; a long one is cut."""
    text = json.dumps(instance, ensure_ascii=False)
    return text if len(text) <= most else f"{text[: most - 1]}…"
