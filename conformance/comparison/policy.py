"""The impact of a schema edit on clients, by its effect and by its direction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conformance.comparison.evidence import SENT, ChangeEvidence, SchemaEdit, Side
from conformance.comparison.observation import Change, Impact, Proof
from conformance.comparison.proving import UNSEARCHED, Separation, is_read, shown
from conformance.comparison.wire import on_the_wire
from conformance.contract.derived_requirements import name_of
from conformance.contract.document import Document, tokens
from conformance.contract.effective_schema import Said
from conformance.exchange.redaction import safe_text

_MAX_SHOWN = 120
# The pointers of these end in a name or index below their keyword.
_NAMED = frozenset({"property", "alternative", "patternProperties"})
_STATES = {"deprecated": "deprecated", "readOnly": "read-only", "writeOnly": "write-only"}


@dataclass(frozen=True)
class Policy:
    """The impact of an edit by effect and direction: narrowing breaks senders, widening breaks receivers."""

    sent_narrowed: Impact = Impact.BREAKING
    sent_widened: Impact = Impact.SAFE
    answered_narrowed: Impact = Impact.SAFE
    answered_widened: Impact = Impact.BREAKING

    def impact(self, each: SchemaEdit, *, narrows: bool, widens: bool) -> Impact:
        """Return the worst impact of an edit over its uses."""
        directions = {use.direction == SENT for use in each.uses}
        ways = [(is_narrowed, sent) for sent in directions for is_narrowed in (True, False)]
        table = {
            (True, True): self.sent_narrowed,
            (False, True): self.sent_widened,
            (True, False): self.answered_narrowed,
            (False, False): self.answered_widened,
        }
        met = [table[way] for way in ways if (narrows if way[0] else widens)]
        return min(met, key=list(Impact).index, default=Impact.SAFE)


@dataclass(frozen=True)
class JudgedEdit:
    """The effect of an edit, with the instances that prove it."""

    narrows: bool
    widens: bool
    proofs: tuple[Proof, ...]
    unproven: str = ""


def schema_changes(evidence: ChangeEvidence, keywords: Iterable[str], policy: Policy) -> Iterator[Change]:
    """Yield a change for every edit of some keywords."""
    for keyword in keywords:
        for each in evidence.schema_edits.get(keyword, ()):
            if each.uses:
                yield schema_change(evidence, each, policy)


def schema_change(evidence: ChangeEvidence, each: SchemaEdit, policy: Policy) -> Change:
    """Return the change that an edit is."""
    alike = on_the_wire(evidence, each)
    if alike is not None:
        return change_of(
            evidence, each, alike[0], JudgedEdit(narrows=False, widens=False, proofs=(), unproven=alike[1])
        )
    judged = judge(evidence, each)
    impact = policy.impact(each, narrows=judged.narrows, widens=judged.widens)
    is_neutral = not (judged.narrows or judged.widens or judged.unproven)
    if each.is_alternative and evidence.walk.is_spent and not judged.proofs and impact is Impact.BREAKING:
        impact = Impact.WARNING  # these members may not belong together
    return change_of(evidence, each, Impact.EQUIVALENT if is_neutral else impact, judged)


def annotation_changes(
    evidence: ChangeEvidence, keywords: Iterable[str], impacts: tuple[Impact, Impact]
) -> Iterator[Change]:
    """Yield a change for every edit of some annotations, with their impacts in requests and in responses."""
    for keyword in keywords:
        for each in evidence.schema_edits.get(keyword, ()):
            met = [impacts[0] if use.direction == SENT else impacts[1] for use in each.uses]
            alike = on_the_wire(evidence, each)
            if met:
                impact = alike[0] if alike is not None else min(met, key=list(Impact).index)
                yield change_of(evidence, each, impact, None)


def judge(evidence: ChangeEvidence, each: SchemaEdit) -> JudgedEdit:
    """Return the effect of an edit: by its keywords, or by instances where those do not decide."""
    effect = each.edit.effect
    found = evidence.found(each)
    is_open = each.is_open
    if found is UNSEARCHED:
        return JudgedEdit(effect.narrows, effect.widens, (), _why_not(evidence, each, found))
    proofs = tuple(_proofs(evidence, each, found, narrows=is_open or effect.narrows, widens=is_open or effect.widens))
    ways = {proof.accepted_by for proof in proofs}
    if ways and is_open:
        return JudgedEdit("old" in ways, "new" in ways, proofs)
    if ways or not (effect.narrows or effect.widens):
        is_unsearched = found.is_cut and not ways
        return JudgedEdit(
            effect.narrows, effect.widens, proofs, _why_not(evidence, each, found) if is_unsearched else ""
        )
    narrows, widens = (
        is_claimed
        and not found.is_exhaustive
        and not evidence.prover.is_proven_kept(each.edit, each.pair, each.place, side)
        for side, is_claimed in (("old", effect.narrows), ("new", effect.widens))
    )
    return JudgedEdit(narrows, widens, (), _why_not(evidence, each, found) if narrows or widens else "")


def _proofs(
    evidence: ChangeEvidence, each: SchemaEdit, found: Separation, *, narrows: bool, widens: bool
) -> Iterator[Proof]:
    for side, instances, is_open in (("old", found.narrowing, narrows), ("new", found.widening, widens)):
        for instance in instances if is_open else ():
            yield Proof(instance, side, evidence.whole(each, instance, side))


def _why_not(evidence: ChangeEvidence, each: SchemaEdit, found: Separation) -> str:
    if not each.edit.effect.is_asserted:
        return "no validator asserts this format"
    if not is_read(each.edit):
        return "no validator reads this pattern"
    if found is UNSEARCHED:
        return "not searched: too many edits"
    is_cut = found.is_cut or evidence.prover.gives_up(each.pair)
    more = "; not searched further" if is_cut else ""
    return f"none of the {found.tries} instances tried distinguishes the versions{more}"


def change_of(evidence: ChangeEvidence, each: SchemaEdit, impact: Impact, judged: JudgedEdit | None) -> Change:
    """Return an edit as a change."""
    edit = each.edit
    old, new = _pointer(edit.old, each.place[0]), _pointer(edit.new, each.place[1])
    before, after = _shown(edit.keyword, edit.old), _shown(edit.keyword, edit.new)
    place = _place(evidence, each)
    return Change(
        kind=f"{edit.keyword} {_verb(edit.old, edit.new)}{f' {edit.detail}' if edit.detail else ''}",
        impact=impact,
        message=safe_text(_message(place, each)),
        old=old,
        new=new,
        uses=each.uses,
        before=before,
        after=after,
        proofs=judged.proofs if judged else (),
        unproven=judged.unproven if judged else "",
        edit=each if judged else None,
    )


def _pointer(said: tuple[Said, ...], place: tuple[str, ...]) -> str | None:
    """Return the pointer of something, or where it would be."""
    return said[0].pointer if said else place[0] if place else None


def _verb(old: tuple[Said, ...], new: tuple[Said, ...]) -> str:
    return "changed" if old and new else "removed" if old else "added"


def _message(place: str, each: SchemaEdit) -> str:
    edit = each.edit
    verb = _verb(edit.old, edit.new)
    match edit.keyword:
        case "property":
            return f"the property {edit.detail} of {place} is {'new' if verb == 'added' else 'gone'}"
        case "required":
            return f"{edit.detail} {'is required' if verb == 'added' else 'is no longer required'} in {place}"
        case "null":
            return f"null is {'allowed' if edit.effect.widens else 'no longer allowed'} for {place}"
        case "alternative":
            return f"an alternative of {place} is {'new' if verb == 'added' else 'gone'}"
        case "deprecated" | "readOnly" | "writeOnly":
            is_so = any(said.value is True for said in edit.new)
            return f"{place} is {_STATES[edit.keyword]}{' now' if is_so else ' no longer'}"
        case "enum" if edit.old and edit.new:
            return f"the values of {place} changed{_values(edit.old, edit.new)}"
        case _:
            return (
                f"{edit.keyword} of {place} {'is new' if verb == 'added' else 'is gone' if verb == 'removed' else verb}"
            )


def _values(old: tuple[Said, ...], new: tuple[Said, ...]) -> str:
    """Return the removed and the added values in words."""
    sides = [
        [shown(value, 40) for said in side if isinstance(said.value, list) for value in said.value]
        for side in (old, new)
    ]
    known = list(map(frozenset, sides))
    gone, come = ([each for each in one if each not in other] for one, other in zip(sides, known[::-1], strict=True))
    named = (f"{verb} {', '.join(each)}" for verb, each in (("gone:", gone), ("new:", come)) if each)
    return f" ({'; '.join(named)})"


def _shown(keyword: str, said: tuple[Said, ...]) -> str:
    if keyword in ("alternative", "null") and not said:
        return ""
    return safe_text("; ".join(f"{each.pointer.rpartition('/')[2]}: {shown(each.value, _MAX_SHOWN)}" for each in said))


def _place(evidence: ChangeEvidence, each: SchemaEdit) -> str:
    """Return a readable name for what a schema describes: a property, a parameter, a header."""
    levels = 2 if each.edit.keyword in _NAMED else 1
    sides = ((evidence.new, each.edit.new, each.place[1]), (evidence.old, each.edit.old, each.place[0]))
    for side, said, _ in sides:
        if said:
            return place_of(side, said[0].pointer.rsplit("/", levels)[0])
    return next((place_of(side, origins[0]) for side, _, origins in sides if origins), "the body")


def place_of(side: Side, pointer: str) -> str:
    """Return a readable name for what the schema at a pointer describes."""
    name = name_of(pointer)
    if not name.startswith("The body"):
        return name
    owner, _, below = pointer.partition("/schema")
    return f"{_owner(side.document, owner)}{name.removeprefix('The body') if below else ''}"


def _owner(document: Document, pointer: str) -> str:
    path = tokens(pointer)
    if "parameters" in path:
        node = document.at(pointer.partition("/content/")[0])
        return f"the parameter {node.get('name')}" if isinstance(node, dict) else "a parameter"
    if "headers" in path:
        return f"the header {path[path.index('headers') + 1]}"
    return "the body"
