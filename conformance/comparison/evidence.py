"""The evidence for the rules on changes: both documents, and the correspondence of their elements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from conformance.comparison.budget import MAX_SEARCHED, MAX_TRIED
from conformance.comparison.edits import ALTERNATIVE, Edit, Hop, Pair
from conformance.comparison.pairing import Paired, paired
from conformance.comparison.proving import UNSEARCHED, Prover, Separation, Way
from conformance.comparison.walk import Walk
from conformance.contract.bodies import (
    RequestBody,
    covers,
    headers,
    media_types,
    parameter_key,
    request_body,
    schemas_of,
)
from conformance.contract.document import Document, escape
from conformance.contract.effective_schema import Origins, Said, canonical_text
from conformance.contract.hooks import hooks
from conformance.contract.openapi import IGNORED, Contract, Operation
from conformance.contract.schemas import Schemas
from conformance.model import JsonValue

Place = tuple[Pair, Pair | None]
"""A pair of schemas, and the pair whose alternative contains it, if any."""
SENT, ANSWERED = "request", "response"
_NEVER_CARRIED = {"readOnly": SENT, "writeOnly": ANSWERED}


@dataclass(frozen=True, order=True)
class Usage:
    """What a change affects: an operation, and its requests or its responses."""

    operation: str
    direction: str = ""


@dataclass(frozen=True)
class Side:
    """One of the two documents."""

    contract: Contract
    schemas: Schemas

    @property
    def document(self) -> Document:
        """The document itself."""
        return self.contract.document


@dataclass(frozen=True)
class Matched:
    """An operation in both documents, or a request that the API sends to its clients, who then respond."""

    old: Operation
    new: Operation
    asking: str = SENT
    answering: str = ANSWERED

    @property
    def id(self) -> str:
        """Its id in the older document."""
        return self.old.id


@dataclass(frozen=True)
class SharedElement:
    """An element in both documents that is not a schema."""

    kind: str
    """As OpenAPI calls it: `operation`, `parameter`, `response` …"""
    use: Usage
    old: str
    new: str


@dataclass(frozen=True)
class SchemaEdit:
    """A difference of two schemas, with the operations it affects and its place in instances."""

    edit: Edit
    pair: Pair
    """The schemas that judge the instance: those of the place, or of the choice that contains it."""
    place: Pair
    uses: frozenset[Usage]
    is_alternative: bool
    way: Way = field(default=(((), ()), ()), compare=False)
    """From a whole body, parameter or header to the schemas that judge the instance."""
    inner: Way = field(default=(((), ()), ()), compare=False)
    """From these schemas to the place, if it is within an alternative."""

    @property
    def is_open(self) -> bool:
        """Whether the keywords alone do not decide whether it narrows or widens."""
        effect = self.edit.effect
        return self.is_alternative or not effect.is_sure or not (effect.narrows or effect.widens)

    @property
    def wanted(self) -> frozenset[str]:
        """The versions that may accept an instance that the other rejects."""
        effect = self.edit.effect
        claimed = {"old": effect.narrows, "new": effect.widens}
        return frozenset(side for side, is_claimed in claimed.items() if is_claimed or self.is_open)


@dataclass(frozen=True)
class ChangeEvidence:
    """Two documents, and their matched elements."""

    old: Side
    new: Side

    @cached_property
    def operations(self) -> tuple[Matched, ...]:
        """The operations in both documents; neither the names of path parameters nor where a prefix is count."""
        return tuple(Matched(old, new) for old, new in self._paired.both)

    @cached_property
    def _paired(self) -> Paired:
        old, new = self.old.contract, self.new.contract
        return paired(old.document, old.operations, new.document, new.operations)

    @cached_property
    def removed(self) -> tuple[Operation, ...]:
        """The operations that only the older document has, requests to clients included."""
        old, new = self._hooks
        gone = tuple(each for name, each in old.items() if name not in new)
        return (*self._paired.gone, *gone)

    @cached_property
    def added(self) -> tuple[Operation, ...]:
        """The operations that only the newer document has, requests to clients included."""
        old, new = self._hooks
        come = tuple(each for name, each in new.items() if name not in old)
        return (*self._paired.come, *come)

    @cached_property
    def elements(self) -> tuple[SharedElement, ...]:
        """The elements in both documents besides schemas: operations, parameters, bodies, responses, headers."""
        return tuple(each for matched in self.exchanged for each in self._elements(matched))

    @cached_property
    def exchanged(self) -> tuple[Matched, ...]:
        """The operations in both documents, and the requests to clients in both."""
        return (*self.operations, *self.hooks)

    @cached_property
    def hooks(self) -> tuple[Matched, ...]:
        """The requests to clients in both documents: clients receive these requests, and send the responses."""
        old, new = self._hooks
        return tuple(Matched(each, new[name], ANSWERED, SENT) for name, each in old.items() if name in new)

    @cached_property
    def _hooks(self) -> tuple[Mapping[str, Operation], Mapping[str, Operation]]:
        old, new = ({each.id: each for each in hooks(side.contract)} for side in (self.old, self.new))
        return old, new

    def _elements(self, matched: Matched) -> Iterator[SharedElement]:
        sent, answered = Usage(matched.id, matched.asking), Usage(matched.id, matched.answering)
        yield SharedElement("operation", Usage(matched.id), matched.old.pointer, matched.new.pointer)
        at_old, at_new = (each.pointer.rpartition("/")[0] for each in (matched.old, matched.new))
        yield SharedElement("path item", Usage(matched.id), at_old, at_new)
        for at in _schemes(matched.old) & _schemes(matched.new):
            yield SharedElement("security scheme", Usage(matched.id), at, at)
        one, other = self.bodies(matched)
        parts: list[tuple[str, Usage, str | None, str | None]] = [
            ("parameter", sent, old, new) for key, old, new in self.parameters(matched) if key not in IGNORED
        ]
        if one is not None and other is not None:
            parts.append(("request body", sent, one.pointer, other.pointer))
            parts += [("media type", sent, old, new) for _, old, new in self.media(one.pointer, other.pointer)]
        for before, after in self.responses(matched):
            parts.append(("response", answered, before, after))
            parts += [("media type", answered, old, new) for _, old, new in self.media(before, after)]
            parts += [("header", answered, old, new) for _, old, new in self.headers(before, after)]
        for kind, use, old, new in parts:
            if old is not None and new is not None:
                yield SharedElement(kind, use, old, new)

    def parameters(self, matched: Matched) -> Iterator[tuple[str, str | None, str | None]]:
        """Yield an operation's parameters with their pointers in both documents; None if one lacks it."""
        old, new = _parameters(matched.old), _parameters(matched.new)
        yield from ((key, old.get(key), new.get(key)) for key in dict.fromkeys((*old, *new)))

    def bodies(self, matched: Matched) -> tuple[RequestBody | None, RequestBody | None]:
        """Return the request bodies of an operation in both documents."""
        return request_body(self.old.document, matched.old), request_body(self.new.document, matched.new)

    def responses(self, matched: Matched) -> Iterator[tuple[str, str]]:
        """Yield the pointers of the responses in both documents; a range covers each status in it."""
        old, new = (
            {status: each.pointer for status, each in side.responses.items()} for side in (matched.old, matched.new)
        )
        for status, at in old.items():
            after = new.get(status, new.get(f"{status[0]}XX"))
            if after is not None:
                yield at, after
        for status, at in new.items():
            before = old.get(f"{status[0]}XX")
            # A status listed with only a description does not override what the range says.
            if status not in old and before is not None and media_types(self.new.document, at):
                yield before, at

    def media(self, old: str, new: str) -> Iterator[tuple[str, str | None, str | None]]:
        """Yield the media types of a body or a response, with the pointers of their objects, or those of a range."""
        before, after = media_types(self.old.document, old), media_types(self.new.document, new)
        for name in dict.fromkeys((*before, *after)):
            yield name, _covering(before, name), _covering(after, name)

    def headers(self, old: str, new: str) -> Iterator[tuple[str, str | None, str | None]]:
        """Yield the headers of a response, with their pointers in both documents."""
        before = {each.name: each.pointer for each in headers(self.old.document, old)}
        after = {each.name: each.pointer for each in headers(self.new.document, new)}
        for name in dict.fromkeys((*before, *after)):
            yield name, before.get(name), after.get(name)

    @cached_property
    def walk(self) -> Walk:
        """The schemas of both documents, side by side."""
        return Walk(self.old.contract, self.new.contract)

    @cached_property
    def prover(self) -> Prover:
        """The search for instances that distinguish the versions."""
        return Prover((self.walk.old, self.old.schemas), (self.walk.new, self.new.schemas))

    def found(self, each: SchemaEdit) -> Separation:
        """Return the result of the search for instances of an edit, cached; only the first edits are searched."""
        key = id(each)
        if key not in self._found and len(self._found) >= MAX_SEARCHED:
            return UNSEARCHED
        if key not in self._found:
            self._found[key] = self.prover.search(each.edit, each.inner, each.wanted, self._share)
        return self._found[key]

    def whole(self, each: SchemaEdit, instance: JsonValue, accepted_by: str) -> tuple[JsonValue, ...]:
        """Return a whole body that contains an instance and is judged alike, if there is one that is short enough."""
        return self.prover.in_whole(each.way, instance, accepted_by, self._share // 5)

    @cached_property
    def _share(self) -> int:
        return MAX_TRIED // max(1, sum(map(len, self.schema_edits.values())))

    @cached_property
    def _found(self) -> dict[int, Separation]:
        return {}

    @cached_property
    def schema_edits(self) -> Mapping[str, tuple[SchemaEdit, ...]]:
        """The differences of the schemas, by keyword; one edit for all uses of a shared schema."""
        found = [
            SchemaEdit(
                edit,
                scope or pair,
                pair,
                self._carried(edit, pair, uses),
                scope is not None,
                self._ways[scope or pair, None],
                self._ways[pair, scope] if scope is not None else (pair, ()),
            )
            for (pair, scope), uses in self._uses.items()
            for edit in self.walk.compared(pair).edits
        ]
        grouped: dict[str, list[SchemaEdit]] = defaultdict(list)
        # The same edit occurs in every composition that contains its schema; one of a schema that is copied in one
        # document, or composed of several, has a single place in the other document only.
        for each in _merged(_merged(_merged(found, _both_places), _older_place), _newer_place):
            grouped[each.edit.keyword].append(each)
        return {keyword: tuple(each) for keyword, each in grouped.items()}

    def _carried(self, edit: Edit, pair: Pair, uses: frozenset[Usage]) -> frozenset[Usage]:
        """Leave out the direction that never carries the required property."""
        if edit.keyword != "required":
            return uses
        # Only one of the documents requires the property.
        side, origins = (self.walk.new, pair[1]) if edit.new else (self.walk.old, pair[0])
        child = side.of(side.of(origins).of_name(edit.detail))
        never = {each for keyword, each in _NEVER_CARRIED.items() if child.says(keyword)}
        return frozenset(use for use in uses if use.direction not in never)

    @property
    def _ways(self) -> Mapping[Place, Way]:
        """The first way to each pair of places, from a root or from a chooser."""
        return self._met[1]

    @property
    def _uses(self) -> Mapping[Place, frozenset[Usage]]:
        """The uses of each pair of places, as a part and as an alternative."""
        return self._met[0]

    @cached_property
    def _met(self) -> tuple[Mapping[Place, frozenset[Usage]], Mapping[Place, Way]]:
        """The uses of each place, and the first way to it."""
        roots: dict[tuple[Pair, str], set[Usage]] = defaultdict(set)
        for use, old, new in self._roots():
            roots[self.walk.start(old, new), use.direction].add(use)
        met: dict[Place, set[Usage]] = defaultdict(set)
        ways: dict[Place, Way] = {}
        for (root, direction), uses in roots.items():
            for place, steps in self._below(root, direction).items():
                met[place] |= uses
                ways.setdefault(place, (place[1] or root, steps))
        return {place: frozenset(uses) for place, uses in met.items()}, ways

    def _below(self, root: Pair, direction: str) -> Mapping[Place, tuple[Hop, ...]]:
        start: Place = (root, None)
        found: dict[Place, tuple[Hop, ...]] = {start: ()}
        waiting = [start]
        for pair, scope in waiting:
            compared, steps = self.walk.compared(pair), found[pair, scope]
            reached: dict[Place, tuple[Hop, ...]] = {}
            for step, part in compared.parts:
                if not self._is_hidden(part, direction):
                    reached.setdefault((part, scope), (*steps, (step, part)))
            for each in compared.alternatives:
                hop = ALTERNATIVE, each
                reached.setdefault((each, scope or pair), (hop,) if scope is None else (*steps, hop))
            fresh = {place: way for place, way in reached.items() if place not in found}
            found |= fresh
            waiting += fresh
        return found

    def _is_hidden(self, pair: Pair, direction: str) -> bool:
        return any(self.walk.is_hidden(pair, keyword) for keyword, each in _NEVER_CARRIED.items() if each == direction)

    def _roots(self) -> Iterator[tuple[Usage, Origins, Origins]]:
        for each in self.elements:
            if each.kind in ("parameter", "media type", "header"):
                old, new = schemas_of(self.old.document, each.old), schemas_of(self.new.document, each.new)
                yield each.use, tuple(old), tuple(new)


def _covering(media: Mapping[str, str], name: str) -> str | None:
    """Return the pointer for a media type: its own, or that of the narrowest range that covers it."""
    fit = [each for each in media if covers(each, name)]
    return media[max(fit, key=lambda each: (each.count(";"), -each.count("*")))] if fit else None


def _schemes(operation: Operation) -> frozenset[str]:
    schemes = (scheme for alternative in operation.security for scheme in alternative)
    return frozenset(f"#/components/securitySchemes/{escape(each.name)}" for each in schemes)


def _parameters(operation: Operation) -> Mapping[str, str]:
    return {parameter_key(each, operation.path): each.pointer for each in operation.parameters}


def _merged(edits: Iterable[SchemaEdit], place: Callable[[SchemaEdit], tuple[Origins, ...]]) -> Iterator[SchemaEdit]:
    """Yield one edit for all with the same keyword, text and place, with the uses of all of them."""
    found: dict[tuple[object, ...], SchemaEdit] = {}
    for each in edits:
        edit = each.edit
        texts = () if edit.keyword == "property" else (_text(edit.old), _text(edit.new))
        key = (edit.keyword, edit.detail, place(each), *texts)
        known = found.setdefault(key, each)
        # An edit outside of a choice takes precedence over one within it.
        first = each if known.is_alternative and not each.is_alternative else known
        found[key] = replace(first, uses=known.uses | each.uses)
    return iter(found.values())


def _both_places(each: SchemaEdit) -> tuple[Origins, ...]:
    places = _pointers(each.edit.old), _pointers(each.edit.new)
    return places if any(places) else each.place


def _older_place(each: SchemaEdit) -> tuple[Origins, ...]:
    place = _pointers(each.edit.old) or each.place[0]
    return (place,) if place else each.place


def _newer_place(each: SchemaEdit) -> tuple[Origins, ...]:
    place = _pointers(each.edit.new) or each.place[1]
    return (place,) if place else each.place


def _pointers(said: tuple[Said, ...]) -> Origins:
    return tuple(each.pointer for each in said)


def _text(said: tuple[Said, ...]) -> str:
    return "\n".join(canonical_text(each.value) for each in said)
