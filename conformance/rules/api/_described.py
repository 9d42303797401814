"""Shared by the rules on rows: each checks the described objects of successful answers, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from conformance.rules.evidence import DescribedObject, Evidence, ObjectKind
from conformance.rules.observation import Conforming, Inapplicable, Observation
from conformance.rules.properties import Property


def in_each(
    evidence: Evidence,
    concerns: Callable[[ObjectKind], bool],
    nothing: str,
    observe: Callable[[DescribedObject], Iterator[Observation]],
) -> Iterator[Observation]:
    """Observe every object by its well-typed members; conforming observations of an exchange are merged.

    Args:
        evidence: The exchanges.
        concerns: Returns whether the requirement applies to objects of a kind.
        nothing: The reason to give where the contract has no such kind.
        observe: Observes one object.
    """
    reason = inapplicability(evidence, concerns, nothing)
    if reason:
        yield Inapplicable(reason)
        return
    concerned = {kind.schema for kind in evidence.kinds if concerns(kind)}
    kept: Counter[int] = Counter()
    for each in evidence.typed_objects:
        for observation in observe(each) if each.kind.schema in concerned else ():
            if isinstance(observation, Conforming):
                kept[each.exchange.sequence] += observation.count
            else:
                yield observation
    yield from (Conforming(each, kept[each.sequence]) for each in evidence.answers if kept[each.sequence])


def inapplicability(evidence: Evidence, concerns: Callable[[ObjectKind], bool], nothing: str) -> str:
    """Return why a requirement does not apply to an operation; empty where it does."""
    if evidence.operation.method == "HEAD":
        return "answers to HEAD have no body"
    return "" if any(map(concerns, evidence.kinds)) else nothing


def having(meant: Callable[[Property], bool]) -> Callable[[ObjectKind], bool]:
    """Return the predicate whether objects of a kind can have a property that a requirement concerns."""
    return lambda kind: any(map(meant, kind.properties.values()))
