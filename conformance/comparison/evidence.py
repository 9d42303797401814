"""Everything that the rules on a change may know: both documents, and what corresponds to what in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from conformance.comparison.budget import MAX_SEARCHED, MAX_TRIED
from conformance.comparison.edits import ALTERNATIVE, Edit, Hop, Pair
from conformance.comparison.proving import UNSEARCHED, Prover, Separation, Way
from conformance.comparison.walk import Walk
from conformance.contract.bodies import (
    IGNORED,
    RequestBody,
    covers,
    headers,
    media_types,
    parameter_key,
    request_body,
    schemas_of,
    wire_path,
)
from conformance.contract.document import Document, escape
from conformance.contract.effective_schema import Origins, Said, canonical_text
from conformance.contract.hooks import hooks
from conformance.contract.openapi import Contract, Operation
from conformance.contract.schemas import Schemas
from conformance.model import JsonValue

Place = tuple[Pair, Pair | None]
"""A pair of schemas, and the pair whose alternative it is part of, if it is one."""
SENT, ANSWERED = "request", "response"
_NEVER_CARRIED = {"readOnly": SENT, "writeOnly": ANSWERED}


@dataclass(frozen=True, order=True)
class Usage:
    """Who meets a change, and in what: an operation, and what is sent to it or what it answers."""

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
    """An operation in both documents, or a request that the API sends to its clients: there they are who answers."""

    old: Operation
    new: Operation
    asking: str = SENT
    answering: str = ANSWERED

    @property
    def id(self) -> str:
        """What the older document calls it."""
        return self.old.id


@dataclass(frozen=True)
class SharedElement:
    """Something besides schemas that both documents have."""

    kind: str
    """In the words of OpenAPI: `operation`, `parameter`, `response` …"""
    use: Usage
    old: str
    new: str


@dataclass(frozen=True)
class SchemaEdit:
    """A difference of two schemas, with who meets it and where an instance shows it."""

    edit: Edit
    pair: Pair
    """The schemas that judge the instance: those of the place, or of the choice that it is an alternative of."""
    place: Pair
    uses: frozenset[Usage]
    is_alternative: bool
    way: Way = field(default=(((), ()), ()), compare=False)
    """From a whole body, parameter or header to what judges the instance."""
    inner: Way = field(default=(((), ()), ()), compare=False)
    """From what judges the instance to the place, where that is within an alternative."""

    @property
    def is_open(self) -> bool:
        """Whether the keywords alone do not tell in which way it works."""
        effect = self.edit.effect
        return self.is_alternative or not effect.is_sure or not (effect.narrows or effect.widens)

    @property
    def wanted(self) -> frozenset[str]:
        """The versions that may be the only one to accept an instance."""
        effect = self.edit.effect
        ways = {"old": effect.narrows, "new": effect.widens}
        return frozenset(side for side, is_claimed in ways.items() if is_claimed or self.is_open)


@dataclass(frozen=True)
class ChangeEvidence:
    """Two documents as the rules on changes see them."""

    old: Side
    new: Side

    @cached_property
    def operations(self) -> tuple[Matched, ...]:
        """The operations in both documents; the names of path parameters do not count."""
        known = {_wire_id(each): each for each in self.new.contract.operations}
        pairs = ((each, known.get(_wire_id(each))) for each in self.old.contract.operations)
        return tuple(Matched(old, new) for old, new in pairs if new is not None)

    @cached_property
    def removed(self) -> tuple[Operation, ...]:
        """The operations that only the older document has, requests to clients included."""
        old, new = self._hooks
        gone = tuple(each for name, each in old.items() if name not in new)
        return (*_without(self.old.contract.operations, self.new.contract.operations), *gone)

    @cached_property
    def added(self) -> tuple[Operation, ...]:
        """The operations that only the newer document has, requests to clients included."""
        old, new = self._hooks
        come = tuple(each for name, each in new.items() if name not in old)
        return (*_without(self.new.contract.operations, self.old.contract.operations), *come)

    @cached_property
    def elements(self) -> tuple[SharedElement, ...]:
        """Everything besides schemas that both documents have: operations, parameters, bodies, answers, headers."""
        return tuple(each for matched in self.exchanged for each in self._elements(matched))

    @cached_property
    def exchanged(self) -> tuple[Matched, ...]:
        """The operations in both documents, and the requests that the API of both sends to its clients."""
        return (*self.operations, *self.hooks)

    @cached_property
    def hooks(self) -> tuple[Matched, ...]:
        """The requests that the API of both documents sends to its clients, who receive what is sent and answer."""
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
        """Yield an operation's parameters with their pointers in both documents; None where one lacks it."""
        old, new = _parameters(matched.old), _parameters(matched.new)
        yield from ((key, old.get(key), new.get(key)) for key in dict.fromkeys((*old, *new)))

    def bodies(self, matched: Matched) -> tuple[RequestBody | None, RequestBody | None]:
        """Return what an operation may be sent in its body."""
        return request_body(self.old.document, matched.old), request_body(self.new.document, matched.new)

    def responses(self, matched: Matched) -> Iterator[tuple[str, str]]:
        """Yield the pointers of the answers that both documents have; a range speaks for each status of its own."""
        old, new = (
            {status: each.pointer for status, each in side.responses.items()} for side in (matched.old, matched.new)
        )
        for status, at in old.items():
            after = new.get(status, new.get(f"{status[0]}XX"))
            if after is not None:
                yield at, after
        for status, at in new.items():
            before = old.get(f"{status[0]}XX")
            # Many a status is listed with nothing but its description, which takes back nothing of what the range says.
            if status not in old and before is not None and media_types(self.new.document, at):
                yield before, at

    def media(self, old: str, new: str) -> Iterator[tuple[str, str | None, str | None]]:
        """Yield the media types of a body or an answer, with the pointers of what is said of them, or of a range."""
        before, after = media_types(self.old.document, old), media_types(self.new.document, new)
        for name in dict.fromkeys((*before, *after)):
            yield name, _speaking(before, name), _speaking(after, name)

    def headers(self, old: str, new: str) -> Iterator[tuple[str, str | None, str | None]]:
        """Yield the headers of an answer, with the pointers of what is said of them."""
        before = {each.name: each.pointer for each in headers(self.old.document, old)}
        after = {each.name: each.pointer for each in headers(self.new.document, new)}
        for name in dict.fromkeys((*before, *after)):
            yield name, before.get(name), after.get(name)

    @cached_property
    def walk(self) -> Walk:
        """The schemas of both, side by side."""
        return Walk(self.old.contract, self.new.contract)

    @cached_property
    def prover(self) -> Prover:
        """What finds instances that tell the versions apart."""
        return Prover((self.walk.old, self.old.schemas), (self.walk.new, self.new.schemas))

    def found(self, each: SchemaEdit) -> Separation:
        """Return what the search for instances found for an edit; it is made once, for the first of very many."""
        key = id(each)
        if key not in self._found and len(self._found) >= MAX_SEARCHED:
            return UNSEARCHED
        if key not in self._found:
            self._found[key] = self.prover.search(each.edit, each.inner, each.wanted, self._share)
        return self._found[key]

    def whole(self, each: SchemaEdit, instance: JsonValue, accepted_by: str) -> tuple[JsonValue, ...]:
        """Return a whole body that shows an edit as an instance does, if there is one that is not too long to show."""
        return self.prover.in_whole(each.way, instance, accepted_by, self._share // 5)

    @cached_property
    def _share(self) -> int:
        return MAX_TRIED // max(1, sum(map(len, self.schema_edits.values())))

    @cached_property
    def _found(self) -> dict[int, Separation]:
        return {}

    @cached_property
    def schema_edits(self) -> Mapping[str, tuple[SchemaEdit, ...]]:
        """What differs in the schemas, by keyword; what is used by many is one edit."""
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
        # The same edit is met in every whole that its schema is a part of; one of a schema written out several times,
        # or gathered from several, stands at one place in one of the documents only.
        for each in _merged(_merged(_merged(found, _both_places), _older_place), _newer_place):
            grouped[each.edit.keyword].append(each)
        return {keyword: tuple(each) for keyword, each in grouped.items()}

    def _carried(self, edit: Edit, pair: Pair, uses: frozenset[Usage]) -> frozenset[Usage]:
        """Leave out the direction that never carries a property which has to be there."""
        if edit.keyword != "required":
            return uses
        # What has to be there is asked for by the one document that says so.
        side, origins = (self.walk.new, pair[1]) if edit.new else (self.walk.old, pair[0])
        child = side.of(side.of(origins).of_name(edit.detail))
        never = {each for keyword, each in _NEVER_CARRIED.items() if child.says(keyword)}
        return frozenset(use for use in uses if use.direction not in never)

    @property
    def _ways(self) -> Mapping[Place, Way]:
        """The first way that leads to each pair of places, from a whole or from what chooses among alternatives."""
        return self._met[1]

    @property
    def _uses(self) -> Mapping[Place, frozenset[Usage]]:
        """Who meets each pair of places, as a part and as one of several alternatives."""
        return self._met[0]

    @cached_property
    def _met(self) -> tuple[Mapping[Place, frozenset[Usage]], Mapping[Place, Way]]:
        """Who meets each place, and the first way that leads there."""
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


def _wire_id(operation: Operation) -> str:
    return f"{operation.method} {wire_path(operation.path)}"


def _without(operations: Iterable[Operation], others: Iterable[Operation]) -> tuple[Operation, ...]:
    known = set(map(_wire_id, others))
    return tuple(each for each in operations if _wire_id(each) not in known)


def _speaking(media: Mapping[str, str], name: str) -> str | None:
    """Return what is said of a media type: by itself, or in the narrowest range that it lies in."""
    fit = [each for each in media if covers(each, name)]
    return media[max(fit, key=lambda each: (each.count(";"), -each.count("*")))] if fit else None


def _schemes(operation: Operation) -> frozenset[str]:
    schemes = (scheme for alternative in operation.security for scheme in alternative)
    return frozenset(f"#/components/securitySchemes/{escape(each.name)}" for each in schemes)


def _parameters(operation: Operation) -> Mapping[str, str]:
    return {parameter_key(each, operation.path): each.pointer for each in operation.parameters}


def _merged(edits: Iterable[SchemaEdit], place: Callable[[SchemaEdit], tuple[Origins, ...]]) -> Iterator[SchemaEdit]:
    """Yield one edit for all of one keyword and one text at one place, met by all who meet any of them."""
    found: dict[tuple[object, ...], SchemaEdit] = {}
    for each in edits:
        edit = each.edit
        texts = () if edit.keyword == "property" else (_text(edit.old), _text(edit.new))
        key = (edit.keyword, edit.detail, place(each), *texts)
        known = found.setdefault(key, each)
        # What holds wherever the schema stands is more than what holds in a choice.
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
