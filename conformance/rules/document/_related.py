"""Pairs of properties whose values are related, by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.contract.elements import Element
from conformance.rules.document import _shapes as shapes
from conformance.rules.document_evidence import DocumentEvidence
from conformance.rules.names import singular, words_of

_CREATED = ("created", "creation")
_CHANGED = ("updated", "modified", "changed")
_TIME = frozenset({"at", "on", "time", "date", "timestamp"})
# Words for which a total is not an upper bound.
_OTHER_THAN_PARTS = frozenset({"total", "max", "maximum", "min", "minimum", "average", "avg", "median", "mean"})
_STATES = frozenset({"status", "state", "phase", "stage"})
_INTEGER = {"integer"}


@dataclass(frozen=True)
class Pair:
    """Two properties of one object, and the relation of the first to the second."""

    first: Element
    second: Element
    relation: str
    """The end of a sentence that begins with the first."""


def pairs(evidence: DocumentEvidence, properties: Mapping[str, Element]) -> Iterator[Pair]:
    """Yield the pairs among the properties of one object."""
    named = {name: words_of(name) for name in properties}
    yield from _times(properties, named)
    yield from _parts(evidence, properties, named)
    yield from _states(evidence, properties, named)
    yield from _plurals(evidence, properties, named)


def _times(properties: Mapping[str, Element], named: Mapping[str, tuple[str, ...]]) -> Iterator[Pair]:
    """Pair `created_at` with `updated_at`: the same name except for one word."""
    by_words = {each: name for name, each in named.items()}
    for name, each in named.items():
        index = next((index for index, word in enumerate(each) if word in _CHANGED), None)
        if index is None or not _TIME & set(each):
            continue
        for made in _CREATED:
            for rest in (each[index + 1 :], ("at",), ("on",), ("date",), ("time",)):
                other = by_words.get((*each[:index], made, *rest))
                if other is not None:
                    yield Pair(properties[name], properties[other], f"is never before {other}")
                    break


def _parts(
    evidence: DocumentEvidence, properties: Mapping[str, Element], named: Mapping[str, tuple[str, ...]]
) -> Iterator[Pair]:
    """Pair `valid_contacts` with `total_contacts`: integers whose names differ in one word."""
    totals = {each[1:]: name for name, each in named.items() if each[:1] == ("total",) and len(each) > 1}
    for name, each in named.items():
        total = totals.get(each[1:]) if each and each[0] not in _OTHER_THAN_PARTS else None
        if total is None:
            continue
        if all(shapes.types(evidence, properties[one]) == _INTEGER for one in (name, total)):
            yield Pair(properties[name], properties[total], f"is at most {total}")


def _states(
    evidence: DocumentEvidence, properties: Mapping[str, Element], named: Mapping[str, tuple[str, ...]]
) -> Iterator[Pair]:
    """Pair `scheduled_at` with a `status` that can be `scheduled`; except `created`, which always holds."""
    times = {
        each[0]: name for name, each in named.items() if len(each) == 2 and each[1] in _TIME and each[0] not in _CREATED
    }
    for name, each in named.items():
        if not times or not each or each[-1] not in _STATES:
            continue
        for member in _members(evidence, properties[name]):
            time = times.get(member.lower())
            if time is not None:
                yield Pair(properties[time], properties[name], f"is given while {name} is {member}")


def _members(evidence: DocumentEvidence, schema: Element) -> list[str]:
    listed = [each.node.get("enum") for each in shapes.in_place(evidence, schema)]
    members = [member for each in listed if isinstance(each, list) for member in each]
    members += [each.node["const"] for each in shapes.in_place(evidence, schema) if "const" in each.node]
    return [member for member in members if isinstance(member, str)]


def _plurals(
    evidence: DocumentEvidence, properties: Mapping[str, Element], named: Mapping[str, tuple[str, ...]]
) -> Iterator[Pair]:
    """Pair `from_number` with `from_numbers`, which is an array."""
    by_words = {each: name for name, each in named.items()}
    for name, each in named.items():
        one = by_words.get((*each[:-1], singular(each[-1]))) if each else None
        if one is not None and one != name and shapes.types(evidence, properties[name]) == {"array"}:
            yield Pair(properties[one], properties[name], f"is one of {name}")
