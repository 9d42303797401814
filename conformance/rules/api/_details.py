"""Shared by the rules that compare a thing with its row in a list."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.exchange.page import page_of
from conformance.exchange.redaction import show
from conformance.exchange.templates import texts_in
from conformance.model import Exchange, JsonValue
from conformance.rules.evidence import DescribedObject, Evidence, ObjectKind, is_success
from conformance.rules.moments import moment
from conformance.rules.names import words_of
from conformance.rules.properties import Property
from conformance.rules.rows import Row, is_id, own_names, plain_id

_KEYWORDS = ("format", "enum", "const", "pattern", "multipleOf")
# Where it is, how it was found, and what is made anew for each answer.
_OF_THE_ANSWER = frozenset({"url", "uri", "href", "link", "self", "score", "rank", "position", "etag", "token", "ago"})


def thing_of(evidence: Evidence, exchange: Exchange) -> Row | None:
    """Return the thing that an answer is, or that the only object in it is."""
    found = [each.value for each in _at_the_top(evidence, exchange)]
    return found[0] if found else None


def _at_the_top(evidence: Evidence, exchange: Exchange) -> Sequence[DescribedObject]:
    own = [each for each in evidence.objects if each.exchange is exchange]
    shortest = min((len(each.path) for each in own), default=0)
    return [each for each in own if len(each.path) == shortest]


def found_row(lists: Evidence, exchange: Exchange, asked: Exchange) -> Row | None:
    """Return the only row of a list that has the id of what was asked for; None where it is not there."""
    text = lists.json(exchange) if is_success(exchange) else None
    template = asked.case.operation.partition(" ")[2]
    ids = texts_in(asked.case.path, template)
    if text is None or not text.has_value or not ids:
        return None
    names = {"id", "uuid", template.rpartition("{")[2].rstrip("}"), *own_names(lists).values()}
    rows = [each for each in page_of(exchange, text.value).rows if isinstance(each, dict)]
    found = [each for each in rows if any(is_id(each.get(name)) and _same(each[name], ids[-1]) for name in names)]
    return found[0] if len(found) == 1 else None


def _same(value: str | int, text: str) -> bool:
    return plain_id(str(value)) == plain_id(text)


def alike(evidence: Evidence, lists: Evidence, thing: Row, row: Row) -> list[str]:
    """Return the names of the properties that a thing and a row both have and that the contract declares alike."""
    own, listed = _kinds(evidence, thing), _kinds(lists, row)
    return [
        name
        for name in sorted(thing.keys() & row.keys())
        if _OF_THE_ANSWER.isdisjoint(words_of(name))
        and _are_comparable(thing[name], row[name])
        and _is_declared_alike(_declared(own, name), _declared(listed, name))
        # What the contract does not allow is reported as that.
        and _is_allowed(evidence, _declared(own, name), thing[name])
        and _is_allowed(lists, _declared(listed, name), row[name])
    ]


def _kinds(evidence: Evidence, value: Row) -> Sequence[ObjectKind]:
    """Return the kinds of objects that a value in an answer is of."""
    return [*{each.kind.schema: each.kind for each in evidence.objects if each.value is value}.values()]


def _is_allowed(evidence: Evidence, declared: Sequence[Property], value: JsonValue) -> bool:
    return all(evidence.schemas.accepts(each.pointer, value) for each in declared)


def _declared(kinds: Sequence[ObjectKind], name: str) -> list[Property]:
    return [kind.properties[name] for kind in kinds if name in kind.properties]


def _is_declared_alike(one: Sequence[Property], other: Sequence[Property]) -> bool:
    return bool(one and other) and all(
        a.pointer == b.pointer or (a.types == b.types and all(a.keyword(each) == b.keyword(each) for each in _KEYWORDS))
        for a in one
        for b in other
    )


def _are_comparable(one: JsonValue, other: JsonValue) -> bool:
    """Return whether two values are of one kind, and neither is a spelling or a part of the other."""
    if isinstance(one, bool) or isinstance(other, bool):
        return isinstance(one, bool) and isinstance(other, bool)
    if isinstance(one, int) and isinstance(other, int):
        return True
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    if one != other and (moment(one) is not None or moment(other) is not None):
        first, second = moment(one), moment(other)
        if first is None or second is None or first.form != second.form:
            return False
        return abs(first.seconds - second.seconds) >= 1
    return one == other or not _is_cut(*sorted((one, other), key=len))


def _is_cut(short: str, long: str) -> bool:
    """Return whether a text may be the other one cut, as lists do to long ones, or in another case or with spaces."""
    stem = short.rstrip(".… ")
    return long.startswith(stem) or short.casefold().split() == long.casefold().split()


def values_of(name: str, thing: Row, row: Row) -> tuple[str, str]:
    """Return what is shown of both values."""
    return show(thing[name]), show(row[name])
