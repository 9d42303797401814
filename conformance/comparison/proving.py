"""The search for an instance that one version of a schema accepts and the other rejects."""

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

# Each of these judges an instance on its own: its edit is not evidence for other edits.
_ALONE = frozenset(
    {"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"}
    | {"multipleOf", "uniqueItems", "format", "pattern", "enum", "dependentRequired", "required"}
)
_FINITE = frozenset({"boolean", "null"})
_FIRST = 20
_KEPT = 200
"""The number of schemas whose candidates are cached."""
_LOCAL, _CARRIED = 200, 10
"""How many instances of an edited alternative are tried, and how many of them are embedded in wholes."""
_READABLE = (False, 12)
"""An instance in printable ASCII of so many characters is good enough as a witness."""
_BETTER = 30
"""How many more instances are tried for one that is more readable."""
Way = tuple[Pair, tuple[Hop, ...]]
"""The schemas of a whole body, and the steps to one of its parts."""
Judge = Callable[[JsonValue], bool]
Judges = tuple[Judge | None, Judge | None]


@dataclass(frozen=True)
class Separation:
    """The result of a search: an instance for each direction, if there is one."""

    narrowing: tuple[JsonValue, ...]
    """One that the older version accepts and the newer rejects, if found."""
    widening: tuple[JsonValue, ...]
    tries: int
    is_exhaustive: bool
    """Whether every instance that matters was tried."""
    is_cut: bool = False
    """Whether a limit ended the search."""


UNSEARCHED = Separation((), (), 0, is_exhaustive=False, is_cut=True)


@dataclass(frozen=True)
class _Tried:
    """An instance, and the verdict of both versions of some schemas."""

    instance: JsonValue
    text: str
    effort: int
    taken: tuple[bool, bool] | None
    """Whether the older and the newer one accept it; None if one of them cannot judge it."""


class Prover:
    """Tries instances on the schemas of two documents."""

    def __init__(self, old: tuple[EffectiveSchemas, Schemas], new: tuple[EffectiveSchemas, Schemas]) -> None:
        self.old, self.new = Candidates(*old), Candidates(*new)
        self._difference = Difference(old[1], new[1])
        self._languages = Languages()
        self._streams: dict[Pair, Iterator[_Tried]] = {}

    def search(self, edit: Edit, way: Way, wanted: frozenset[str], share: int) -> Separation:
        """Search instances by which an edit distinguishes the versions of a pair of schemas.

        Args:
            edit: The edit.
            way: The schemas of both versions that judge the instances, and the steps from there to the edit.
            wanted: The versions (`old`, `new`) that alone must accept an instance; the search then ends.
            share: The effort for this edit.
        """
        pair = way[0]
        # A malformed schema raises here, with its line.
        for side, origins in zip((self.old, self.new), pair, strict=True):
            side.accepts(origins, None)
        judges = _alone(edit, edit.old), _alone(edit, edit.new)
        found: dict[str, _Tried] = {}
        seen: set[str] = set()
        tried, left, more = 0, share, _BETTER
        is_cut = False
        carried = self._carried(edit, way, judges, share // 4)
        listed = chain(self._listed(edit, pair), self._matched(edit, pair))
        for each in chain(carried, listed, self._candidates(pair), self._drawn(edit, pair, found)):
            if each.text in seen:
                continue
            seen.add(each.text)
            left -= each.effort
            # At least one instance is tried.
            if tried and left < 0:
                is_cut = True
                break
            if each.taken is None:
                is_cut = True
                continue
            tried += 1
            accepted_by = _way(edit, each, judges, way[1])
            if accepted_by:
                known = found.get(accepted_by, each)
                found[accepted_by] = min(known, each, key=_readability)
            if wanted <= found.keys():
                more -= 1
                if more < 0 or all(_readability(each) <= _READABLE for each in found.values()):
                    break
        narrowing, widening = (
            tuple(found[side].instance for side in (each,) if side in found) for each in ("old", "new")
        )
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
        """Return whether it is proven that an edit removes nothing that one version accepts.

        Args:
            edit: The edit.
            pair: The schemas that judge instances.
            place: Those of the edit itself, if it is in an alternative of them.
            side: The version.
        """
        # What an alternative additionally accepts, `oneOf` may reject.
        ways = (side,) if pair == place else ("old", "new")
        # Length limits differ between places, and the edit is judged once for all.
        if edit.keyword == "pattern" and all(self._only_matched(edit, each, (0, math.inf)) == () for each in ways):
            return True
        return self._is_empty(edit, pair, side)

    def _is_empty(self, edit: Edit, pair: Pair, side: str) -> bool:
        is_fit = edit.effect.is_asserted and edit.keyword != "required" and not self._is_entangled(pair)
        return is_fit and self._difference.is_empty(pair, side)

    def _only_matched(self, edit: Edit, side: str, lengths: tuple[int, float]) -> tuple[str, ...] | None:
        """Return texts that the patterns of a side match and those of the other do not; None if undecided."""
        sides = (edit.old, edit.new) if side == "old" else (edit.new, edit.old)
        these, others = (tuple(str(each.value) for each in said) for said in sides)
        return self._languages.only_by(these, others, *lengths)

    def gives_up(self, pair: Pair) -> bool:
        """Return whether proofs for a pair of schemas are skipped: a limit is reached, or one of them is too large."""
        return self._is_entangled(pair) or self._difference.is_spent

    def _is_entangled(self, pair: Pair) -> bool:
        return not (self.old.is_provable(pair[0]) and self.new.is_provable(pair[1]))

    def _drawn(self, edit: Edit, pair: Pair, found: Mapping[str, _Tried]) -> Iterator[_Tried]:
        """Draw instances if none was found, for the directions that the edit may have."""
        # Removing the declaration of a property is a change even if it affects no instance.
        if found or not edit.effect.is_asserted or edit.keyword == "property" or self._is_entangled(pair):
            return
        for side, is_claimed in (("old", edit.effect.narrows), ("new", edit.effect.widens)):
            if is_claimed and not self._is_empty(edit, pair, side):
                drawn = (self._judged(pair, each, canonical_text(each)) for each in self._difference.drawn(pair, side))
                yield from sorted(drawn, key=_readability)

    def in_whole(self, way: Way, instance: JsonValue, accepted_by: str, most: int) -> tuple[JsonValue, ...]:
        """Return a whole body that contains an instance and that both versions judge like the instance, if any.

        Args:
            way: The place of the instance in the body.
            instance: The instance.
            accepted_by: The version that accepts it.
            most: The maximum length of the body, in characters.
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
        """Yield instances that distinguish the versions at the edit, each embedded in the alternatives around it.

        Few candidates for the whole reach deep into an alternative.
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
        """Yield candidates from both documents in turn, each once; cached, since edits share schemas."""
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
        """Yield the values that only one document lists: in long lists all but these agree."""
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
        """Return whether there are only a few possible instances, all of which are tried."""
        old, new = self.old.effective.of(pair[0]), self.new.effective.of(pair[1])
        return all(
            len(each.values) * 2 < MAX_TRIES if each.values is not None else each.kinds <= _FINITE
            for each in (old, new)
        )


_NOTHING = object()


def _readability(each: _Tried) -> tuple[bool, int]:
    """Return a key by which the most readable instance is the least: printable ASCII first, then the shortest."""
    # As JSON, a control character is an escape in ASCII.
    is_plain = each.text.isascii() and "\\u" not in each.text
    return not is_plain, len(each.text)


def _way(edit: Edit, each: _Tried, judges: Judges, steps: tuple[Hop, ...] = ()) -> str:
    """Return which version alone accepts an instance, because of an edit: `old`, `new`, or neither.

    The edit itself judges the parts at the end of the steps.
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
    """Return the parts of an instance at the end of some steps."""
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
    """Return whether an instance concerns an edit, and not another at the same place."""
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
    """Return a judge for a keyword alone; None if it depends on its siblings."""
    if edit.keyword not in _ALONE:
        return None
    if edit.keyword == "required":
        return lambda instance: not said or not isinstance(instance, dict) or edit.detail in instance
    parts = [_schema(each) for each in said]
    if not is_read(edit):
        return None
    return _judge(json.dumps({"allOf": parts} if parts else {}))


def is_read(edit: Edit) -> bool:
    """Return whether the engine can read the patterns of an edit: any text would pass an unreadable one."""
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
