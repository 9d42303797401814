"""Shared by the rules on relations: each judges the rows to which one kind of relation applies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import le
from typing import TypeAlias, TypeVar

from conformance.exchange.redaction import safe_text
from conformance.rules.api._described import in_each
from conformance.rules.clock import SETTLING, made
from conformance.rules.evidence import DescribedObject, Evidence, ObjectKind
from conformance.rules.moments import moment
from conformance.rules.observation import Conforming, Deviation, Inconclusive, Observation
from conformance.rules.relation_kinds import Breach, Relation
from conformance.rules.screening import Layout, Test

R = TypeVar("R", bound=Relation)
Judgement: TypeAlias = Breach | Inconclusive | bool
"""How a row breaks a relation, why that cannot be determined, or True if it holds; False if it does not apply."""


def judged(
    evidence: Evidence, kind: type[R], nothing: str, judge: Callable[[DescribedObject, R], Judgement]
) -> Iterator[Observation]:
    """Judge every row by its relations of a kind.

    Args:
        evidence: The exchanges.
        kind: The kind of relations.
        nothing: The reason to give where the contract has no such relation.
        judge: Judges one row by one relation.
    """
    asked = {of.schema: [each for each in of.relations if isinstance(each, kind)] for of in evidence.kinds}

    def concerns(of: ObjectKind) -> bool:
        return bool(asked[of.schema])

    def observe(row: DescribedObject) -> Iterator[Observation]:
        for relation in asked[row.kind.schema]:
            found = judge(row, relation)
            if isinstance(found, Breach):
                yield _deviation(row, relation, found)
            elif isinstance(found, Inconclusive):
                yield found
            elif found:
                yield Conforming(row.exchange)

    return in_each(evidence, concerns, nothing, observe)


def keeps(row: DescribedObject, relation: Relation) -> Judgement:
    """Judge a row by a relation alone, without other evidence."""
    return relation.applies(row.value) and (relation.breach(row.value) or True)


def related(layout: Layout, kind: type[R]) -> Iterator[R]:
    """Yield the relations of a kind whose properties all rows of a layout have."""
    return (each for each in layout.kind.relations if isinstance(each, kind) and layout.has(each.names))


def in_order(first: str, second: str) -> Test:
    """Return the test that one property is at most another."""
    return lambda of, _: all(map(le, of[first], of[second]))


def is_changing(row: DescribedObject) -> bool:
    """Return whether a time in a row is close to the time of the answer."""
    now = made(row.exchange)
    times = [moment(value) for name, value in row.value.items() if name in row.kind.properties]
    return now is not None and any(
        when is not None and when.form == "zoned" and abs(when.seconds - now.seconds) < SETTLING for when in times
    )


def _deviation(row: DescribedObject, relation: Relation, breach: Breach) -> Deviation:
    """Return a breach as a deviation; it shows times, numbers and states of the row, but no other texts."""
    about = " and ".join(name for name in relation.names if name != breach.property)
    return Deviation(
        exchange=row.exchange,
        kind=f"{relation.kind} {about}",
        message=safe_text(breach.message),
        expected=safe_text(breach.expected),
        actual=safe_text(breach.actual),
        location=(*row.path, breach.property),
    )
