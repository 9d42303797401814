"""What a change affects: requirements derived from what changed, waivers, and deviations of earlier runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from conformance.comparison.observation import Change, Impact
from conformance.contract.derived_requirements import response_assertions
from conformance.contract.openapi import Contract
from conformance.contract.schemas import Schemas
from conformance.model import Requirement
from conformance.verdict.baseline import KnownDeviation
from conformance.verdict.change import Comparison, ReportedChange, above, operations_of
from conformance.verdict.waivers import Waiver

_UNTOUCHED = frozenset({Impact.DOCUMENTATION, Impact.EQUIVALENT})


@dataclass(frozen=True)
class AffectedItems:
    """The ids of what a change affects."""

    requirements: tuple[str, ...] = ()
    waivers: tuple[str, ...] = ()
    baselines: tuple[str, ...] = ()
    """Deviations of earlier runs: `file: requirement, operation`."""


Baselines = Mapping[str, Iterable[KnownDeviation]]
"""Deviations of earlier runs, by the file that reports them."""


def affected_items(
    comparison: Comparison,
    ledger: Mapping[str, Requirement],
    waivers: Sequence[Waiver] = (),
    baselines: Baselines = MappingProxyType({}),
) -> dict[str, AffectedItems]:
    """Return what each change affects, by its fingerprint; prose and examples affect waivers and baselines only."""
    below: dict[str, set[str]] = defaultdict(set)
    for name, at in {*_clauses(ledger.values()), *_assertions(comparison.old), *_assertions(comparison.new)}:
        for place in above(at):
            below[place].add(name)
    return {each.fingerprint: _affected(each, below, waivers, baselines) for each in comparison.changes}


def _affected(
    found: ReportedChange, below: Mapping[str, set[str]], waivers: Sequence[Waiver], baselines: Baselines
) -> AffectedItems:
    places = set(_places(found.change))
    touched = set() if found.impact in _UNTOUCHED else {name for at in places for name in below.get(at, ())}
    gone = set(operations_of(found.change)) if found.change.kind == "operation removed" else set()

    def is_met(each: Waiver | KnownDeviation, locations: Iterable[str]) -> bool:
        is_below = any(_is_below(at, places) for at in locations)
        return each.requirement in touched or each.operation in gone or is_below

    met = [each.id for each in waivers if is_met(each, each.locations)]
    seen = {
        f"{file}: {each.requirement}, {each.operation}"
        for file, deviations in baselines.items()
        for each in deviations
        if is_met(each, [each.pattern])
    }
    return AffectedItems(tuple(sorted(touched)), tuple(sorted(met)), tuple(sorted(seen)))


def _places(change: Change) -> Iterator[str]:
    """Yield where something changed; for what only one document has, the place itself and not its parent."""
    if change.kind == "version unchanged":
        return
    said = (*change.edit.edit.old, *change.edit.edit.new) if change.edit is not None else ()
    if not said:
        yield from (at for at in (change.old, change.new) if at is not None)
    yield from (each.pointer for each in said)


def _clauses(ledger: Iterable[Requirement]) -> set[tuple[str, str]]:
    return {(each.id, each.clause) for each in ledger if each.clause.startswith("#/")}


def _assertions(contract: Contract) -> set[tuple[str, str]]:
    schemas = Schemas(contract)
    return {
        (name, assertion.pointer)
        for operation in contract.operations
        for name, assertion in response_assertions(operation, schemas).items()
    }


def _is_below(pointer: str, places: Iterable[str]) -> bool:
    """Return whether a pointer is one of some places or below one; a parent would be affected by everything."""
    return any(f"{pointer}/".startswith(f"{place}/") for place in places)
